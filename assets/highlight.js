/* Whoever points at a place, or comes to it by keyboard, sees it in all charts and tables of the page: by a row, a chip, an entry of a
   legend, a line, a point or an area. Charts are told through Plotly's own events and `Plotly.restyle`; a place is known by its name,
   and in the map by its code. */
(function () {
  "use strict";
  const WAIT_MS = 90, FAINT = 0.18;
  const KEPT = ["Riket", "Mål"];
  const HEADS = "main :is(tr:has(> th[scope=row]), thead th.place, .chip-list li, .line-legend li)";
  const codes = new Map();
  let shown = null;
  let timer = null;

  const text = (part) => part.textContent.trim().replace(/\s*×$/, "");
  const plots = () => [...document.querySelectorAll("main .js-plotly-plot")].filter((plot) => plot.data && plot.offsetParent);

  function learn() {
    document.querySelectorAll(".chip[data-codes]").forEach((chip) => codes.set(text(chip), chip.dataset.codes));
  }

  /* What to change in a chart: lines by their names, points and areas by their places in the first trace, which has all. */
  function change(plot, name) {
    const named = plot.data.map((trace) => trace.name);
    if (named.includes(name)) {
      const faded = named.map((one) => (!name || one === name || KEPT.includes(one) ? 1 : FAINT));
      return ["opacity", faded, plot.data.map((_, position) => position)];
    }
    const { locations, text: words } = plot.data[0] || {};
    const at = locations ? locations.indexOf(codes.get(name)) : Array.isArray(words) ? words.indexOf(name) : -1;
    return at < 0 ? null : ["selectedpoints", [[at]], [0]];
  }

  function draw(plot, name, source) {
    const wanted = name && plot !== source ? change(plot, name) : null;
    const before = plot.highlighted;
    if (before && (!wanted || before[0] !== wanted[0])) {
      const left = before[2].filter((position) => position < plot.data.length);
      if (left.length) window.Plotly.restyle(plot, { [before[0]]: before[0] === "opacity" ? 1 : [null] }, left);
    }
    if (wanted) window.Plotly.restyle(plot, { [wanted[0]]: wanted[1] }, wanted[2]);
    plot.highlighted = wanted;
  }

  function mark(name) {
    document.querySelectorAll("main .highlighted").forEach((part) => part.classList.remove("highlighted"));
    if (!name) return;
    document.querySelectorAll(HEADS).forEach(function (part) {
      const head = part.tagName === "TR" ? part.querySelector("th") : part;
      if (text(head) === name) part.classList.add("highlighted");
    });
  }

  function show(name, source) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      if (name === shown) return;
      shown = name;
      learn();
      mark(name);
      plots().forEach((plot) => draw(plot, name, source));
    }, WAIT_MS);
  }

  function pointed(event, plot) {
    const [point] = event.points;
    const name = point.data.name || (point.properties && point.properties.name) || point.text;
    if (point.location && name) codes.set(name, point.location);
    show(name || null, plot);
  }

  function listen(plot) {
    if (plot.heard || !plot.on) return;
    plot.heard = true;
    plot.on("plotly_hover", (event) => pointed(event, plot));
    plot.on("plotly_unhover", () => show(null));
  }

  function over(event) {
    if (!event.target.closest) return;
    const plot = event.target.closest("main .js-plotly-plot");
    if (plot) return listen(plot);
    const head = event.target.closest(HEADS);
    if (head) show(text(head.tagName === "TR" ? head.querySelector("th") : head));
    else if (shown) show(null);
  }

  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
})();
