/* "Min plats", a kommun or län: kept in this browser's own storage, never in a cookie and never sent. A page whose address says nothing is
   given it, on arrival by a link or the address bar; not on reload or Back, which show what was shown. */
(function () {
  "use strict";
  const KEY = "min-kommun";
  const PLACES = [
    [/^\/$/, "region"],
    [/^\/indikator\/[a-z0-9_]+$/, "kommuner"],
    [/^\/fokus\/[a-z0-9_]+$/, "kommuner"],
  ];

  /* Code and name, as `0484 Eskilstuna`: the name is shown before the list of them is there. */
  function kept() {
    try {
      const found = /^([0-9]{2}(?:[0-9]{2})?) (.+)$/.exec(window.localStorage.getItem(KEY) || "");
      return found ? { code: found[1], name: found[2] } : null;
    } catch (refused) {
      return null;
    }
  }

  function keep(code, name) {
    try {
      if (code) window.localStorage.setItem(KEY, `${code} ${name}`);
      else window.localStorage.removeItem(KEY);
    } catch (refused) {
      return;
    }
  }

  /* A län is in focus itself, with its kommuner. */
  const said = (name, code) => (name === "region" || code.length > 2 ? code : `lan${code},${code}&kommun=${code}`);

  function adopt() {
    const rule = PLACES.find(([path]) => path.test(window.kollen.path()));
    const own = kept();
    if (!rule || !own || window.location.search || window.location.hash) return;
    window.history.replaceState(window.history.state, "", `${window.location.pathname}?${rule[1]}=${said(rule[1], own.code)}`);
  }

  function show(control) {
    const own = kept();
    control.querySelector("select").value = own ? own.code : "";
    control.querySelector("[data-own=name]").textContent = own ? `: ${own.name}` : "";
  }

  async function fill(control) {
    const kommuner = control.querySelector("optgroup:last-of-type");
    if (kommuner.children.length) return;
    const answer = await fetch(control.dataset.names);
    const { features } = await answer.json();
    const named = features.map((one) => [one.properties.name, one.id]).sort((a, b) => a[0].localeCompare(b[0], "sv"));
    named.forEach(([name, code]) => kommuner.append(new Option(name, code)));
    show(control);
  }

  function apply(control, code) {
    keep(code, code && control.querySelector("select").selectedOptions[0].textContent);
    show(control);
    const fills = control.dataset.fills;
    const every = Array.from(control.querySelectorAll("option"), (one) => one.value);
    const members = code.length === 2 ? every.filter((one) => one.length === 4 && one.startsWith(code)) : [];
    if (code) window.dash_clientside.set_props(fills, { value: fills === "region" ? code : [code, ...members] });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches(".own-place[open]")) fill(event.target);
  }, true);

  document.addEventListener("change", function (event) {
    if (event.target.id === "own-place") apply(event.target.closest(".own-place"), event.target.value);
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest("[data-own=forget]");
    if (button) apply(button.closest(".own-place"), "");
  });

  new MutationObserver(function () {
    const control = document.querySelector(".own-place:not([data-shown])");
    if (!control || !control.querySelector("select")) return;
    control.setAttribute("data-shown", "");
    show(control);
  }).observe(document.documentElement, { childList: true, subtree: true });

  const [arrival] = window.performance.getEntriesByType("navigation");
  if (!arrival || arrival.type === "navigate") adopt();
  window.addEventListener("_dashprivate_pushstate", adopt);
})();
