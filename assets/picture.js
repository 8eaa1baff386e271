/* Takes a chart or a table away: a picture at report size with everything that explains it, the table, or the address.
   The picture is an SVG that holds the chart as Plotly writes it, with headings above and origin below; PNG is drawn from it. */
(function () {
  "use strict";
  const WIDTH = 1200, EDGE = 36, SCALE = 2, FULL = WIDTH - 2 * EDGE;
  const MAP = [760, 980], CHART = [FULL, 600], SMALL = [FULL / 2 - 10, 300];
  const NAMES = { map: "karta", trend: "diagram" };
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";
  const canvas = document.createElement("canvas").getContext("2d");

  function words(selector, within) {
    const found = (within || document).querySelector(selector);
    return found ? found.textContent.trim() : "";
  }

  function escaped(text) {
    return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
  }

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  /* Text broken into lines that fit, a word at a time; an address, which has no words, is broken anywhere. */
  function broken(text, size, width, weight) {
    canvas.font = `${weight || 400} ${size}px ${FONT}`;
    const lines = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && canvas.measureText(longer).width > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
      while (canvas.measureText(line).width > width && line.length > 1) {
        const fits = Math.max(1, Math.floor((line.length * width) / canvas.measureText(line).width) - 1);
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    return line ? [...lines, line] : lines;
  }

  function paragraph(text, x, y, look) {
    const { size, colour, weight, width } = look;
    const lines = broken(text, size, width, weight);
    const spans = lines.map((line, place) => `<tspan x="${x}" y="${y + (place + 0.8) * size * 1.3}">${escaped(line)}</tspan>`);
    const svg = `<text font-size="${size}" font-weight="${weight || 400}" fill="${colour}">${spans.join("")}</text>`;
    return { svg: lines.length ? svg : "", bottom: y + lines.length * size * 1.3 };
  }

  function stacked(parts, x, top) {
    let y = top;
    const drawn = parts.filter((part) => part.text).map(function (part) {
      const one = paragraph(part.text, x, y + (part.gap || 0), part);
      y = one.bottom;
      return one.svg;
    });
    return { svg: drawn.join(""), bottom: y };
  }

  /* Shapes without a value wear a pattern by the page's style sheet; the picture must name it itself. */
  const patterns = () => [...document.querySelectorAll(".patterns pattern")];

  function hatched(svg) {
    return patterns().reduce(function (text, { id, dataset: { key } }) {
      const inStyle = new RegExp(`fill: ?rgb\\(${key}\\)`, "g");
      return text.replace(inStyle, `fill: url(#${id})`).replaceAll(`fill="rgb(${key})"`, `fill="url(#${id})"`);
    }, svg);
  }

  function legend(x, top) {
    const colour = token("ink");
    return [...document.querySelectorAll("#legend li")].map(function (row, place) {
      const [swatch, label, count] = row.children;
      const kind = (swatch.className.match(/swatch-([a-z-]+)/) || [])[1];
      const marked = patterns().find((one) => one.dataset.status === kind);
      const fill = marked ? `url(#${marked.id})` : getComputedStyle(swatch).backgroundColor;
      const y = top + place * 34;
      const text = escaped(`${label.textContent} (${count.textContent})`);
      return `<rect x="${x}" y="${y}" width="20" height="20" fill="${fill}" stroke="#888"/>`
        + `<text x="${x + 30}" y="${y + 15}" font-size="16" fill="${colour}">${text}</text>`;
    }).join("");
  }

  /* What the page says is chosen, the codes of the kommuner, and what a file is named by; the indicator page has its own ways. */
  const told = () => document.querySelector(".told [data-file]");

  function chosen(menu) {
    if (menu.dataset.alone) return "";
    if (told()) return told().textContent.trim();
    const names = [...document.querySelectorAll("#table tbody th")].slice(1).map((one) => one.textContent.trim());
    if (!names.length) return "";
    const shown = names.slice(0, 12).join(", ");
    return `Valda kommuner: ${shown}${names.length > 12 ? ` och ${names.length - 12} till` : ""}.`;
  }

  /* That the values are made up, in the page's words; what stands alone, as UHR's figures do, is real beside them too. */
  const demo = (menu) => (menu.dataset.alone ? "" : words(".demo-notice strong"));

  function origin(target) {
    const version = words(".site-footer code");
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    return `${words(`#${target}-source`) || words("#source")} Integrationskollen, dataversion ${version}. Hämtat härifrån ${day}.`;
  }

  async function graphSvg(graph, [width, height], [x, y]) {
    const drawn = await window.Plotly.toImage(graph, { format: "svg", width, height });
    return hatched(decodeURIComponent(drawn.replace(/^data:image\/svg\+xml,/, ""))).replace(/<svg /, `<svg x="${x}" y="${y}" `);
  }

  /* Several small charts, each under its heading, in two columns; what their colours mean stands above. */
  async function smallCharts(target, top) {
    const parts = [...document.querySelectorAll(`#${target} > :not([hidden])`)];
    const key = colours(target, top);
    let y = key.bottom;
    const drawn = [];
    for (let place = 0; place < parts.length; place += 2) {
      const row = parts.slice(place, place + 2);
      const heads = row.map((part, at) => paragraph(words("h3", part), EDGE + at * (SMALL[0] + 20), y,
        { size: 16, weight: 650, colour: token("ink"), width: SMALL[0] }));
      const below = Math.max(...heads.map((head) => head.bottom));
      for (const [at, part] of row.entries()) {
        const graph = part.querySelector(".js-plotly-plot");
        drawn.push(heads[at].svg, await graphSvg(graph, SMALL, [EDGE + at * (SMALL[0] + 20), below + 4]));
      }
      y = below + SMALL[1] + 14;
    }
    return { svg: key.svg + drawn.join(""), bottom: y };
  }

  function colours(target, top) {
    let x = EDGE, y = top;
    const drawn = [...document.querySelectorAll(`#${target}-key li`)].map(function (row) {
      const text = row.textContent.trim();
      canvas.font = `400 16px ${FONT}`;
      const wide = canvas.measureText(text).width + 58;
      if (x > EDGE && x + wide > WIDTH - EDGE) [x, y] = [EDGE, y + 24];
      const colour = getComputedStyle(row.querySelector(".line-key")).backgroundColor;
      const one = `<rect x="${x}" y="${y + 8}" width="24" height="5" rx="2" fill="${colour}"/>`
        + `<text x="${x + 32}" y="${y + 16}" font-size="16" fill="${token("ink")}">${escaped(text)}</text>`;
      x += wide;
      return one;
    });
    return { svg: drawn.join(""), bottom: drawn.length ? y + 34 : top };
  }

  async function drawing(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    window.kollen.checked(answer.headers.get("X-Kollen-Version"));
    return answer.text();
  }

  /* A chart that the server draws, as wide as the picture at most. */
  async function served(address, top) {
    const svg = await drawing(address + new URL(link()).search);
    const [, width, height] = svg.match(/viewBox="0 0 ([0-9.]+) ([0-9.]+)"/).map(Number);
    const share = Math.min(1, FULL / width);
    const size = `x="${EDGE}" y="${top}" width="${width * share}" height="${height * share}"`;
    return { svg: svg.replace(/ width="[0-9.]+" height="[0-9.]+"/, ` ${size}`), bottom: top + height * share };
  }

  async function chart(target, picture, top) {
    if (picture) return served(picture, top);
    if (document.querySelector(`#${target} > :not([hidden]) > h3`)) return smallCharts(target, top);
    const shape = target === "map" ? MAP : CHART;
    const svg = await graphSvg(document.querySelector(`#${target} .js-plotly-plot`), shape, [EDGE, top]);
    return { svg: svg + (target === "map" ? legend(EDGE + MAP[0] + 20, top + 40) : ""), bottom: top + shape[1] };
  }

  async function composed(target, menu) {
    const ink = token("ink"), muted = token("muted"), width = FULL;
    const head = stacked([
      { text: words("main h1"), size: 30, weight: 650, colour: ink, width },
      { text: words(`#${target}-title`), size: 20, colour: ink, width, gap: 4 },
      { text: words(`#${target}-summary`), size: 17, colour: muted, width, gap: 4 },
      { text: demo(menu) && `${demo(menu)} Inga siffror är verkliga.`, size: 18, weight: 650, colour: token("warning"), width, gap: 6 },
    ], EDGE, EDGE - 8);
    const drawn = await chart(target, menu.dataset.picture, head.bottom + 16);
    const foot = stacked([
      { text: words(`#${target}-note`) || words(`#${target}-notes`), size: 15, colour: muted, width },
      { text: chosen(menu), size: 15, colour: muted, width },
      { text: origin(target), size: 15, colour: muted, width, gap: 4 },
      { text: link(), size: 15, colour: muted, width },
    ], EDGE, drawn.bottom + 10);
    const tall = Math.ceil(foot.bottom + EDGE / 2);
    const marks = document.querySelector(".patterns defs").innerHTML;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}"`
      + ` height="${tall}" viewBox="0 0 ${WIDTH} ${tall}" font-family="${escaped(FONT)}"><title>${escaped(document.title)}</title>`
      + `<defs>${marks}</defs><rect width="${WIDTH}" height="${tall}" fill="#ffffff"/>${head.svg}${drawn.svg}${foot.svg}</svg>`;
    return { svg, tall };
  }

  async function painted(svg, width, height) {
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    try {
      const image = new Image(width, height);
      image.src = address;
      await image.decode();
      const page = Object.assign(document.createElement("canvas"), { width, height });
      page.getContext("2d").drawImage(image, 0, 0, width, height);
      const blob = await new Promise((done) => page.toBlob(done, "image/png"));
      if (!blob) throw new Error("no picture");
      return blob;
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  const enlarged = ({ svg, tall }) => painted(svg, WIDTH * SCALE, tall * SCALE);

  function named(target, menu, suffix) {
    const mark = demo(menu) ? "_demo" : "";
    const file = menu.dataset.alone || (told() && told().dataset.file);
    if (file) return `${["integrationskollen", file, menu.dataset.part].filter(Boolean).join("_")}${mark}.${suffix}`;
    const indicator = window.location.pathname.split("/").pop().replaceAll("_", "-");
    const pane = document.querySelector("#pane input:checked");
    const kind = target === "trend" && pane ? pane.value : NAMES[target];
    const year = document.getElementById("period");
    return `${["integrationskollen", indicator, kind, year && year.value].filter(Boolean).join("_")}${mark}.${suffix}`;
  }

  function saved(blob, name) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = name;
    anchor.click();
    window.setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  /* The address with the kommuner spelled out, so that it shows the same to whoever has another "min plats". */
  function link() {
    const address = new URL(window.location.href);
    if (!address.searchParams.has("kommuner") && places()) address.searchParams.set("kommuner", places());
    return address.href.replaceAll("%2C", ",").replaceAll("%3A", ":");
  }

  function places() {
    if (told()) return told().dataset.places;
    const map = document.querySelector("#map .js-plotly-plot");
    return map && ((map.data && map.data[1] && map.data[1].locations) || []).join(",") || "inga";
  }

  async function table(target, menu) {
    const twin = document.getElementById(`${target}-twin`);
    const place = menu.dataset.table || (twin ? twin.id : target);
    const find = () => document.querySelector(`#${place} table`);
    if (!find() && twin) document.getElementById(`${target}-as-table`).click();
    for (let wait = 0; twin && !find() && wait < 60; wait++) await new Promise((on) => window.setTimeout(on, 50));
    if (!find()) throw new RangeError("Det finns ingen tabell att kopiera här.");
    const copy = plain(find().cloneNode(true));
    const rows = [...copy.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent.trim()).join("\t"));
    const said = [demo(menu), chosen(menu), origin(target), link()].filter(Boolean);
    return {
      html: copy.outerHTML + said.map((line) => `<p>${escaped(line)}</p>`).join(""),
      text: [...rows, "", ...said].join("\r\n"),
    };
  }

  /* Without buttons and their column; pictures as the words that they stand for. */
  function plain(copy) {
    copy.querySelectorAll("button.sort").forEach((one) => one.replaceWith(...one.childNodes));
    copy.querySelectorAll("button").forEach((one) => one.remove());
    copy.querySelectorAll(".signal-shape").forEach((one) => one.append(" "));
    copy.querySelectorAll("img").forEach((one) => one.replaceWith(one.alt));
    const headings = [...copy.querySelectorAll("thead th")];
    const dropped = headings.findIndex((one) => one.textContent === "Varför?");
    copy.querySelectorAll("tr").forEach((row) => dropped >= 0 && row.children[dropped].remove());
    window.kollen.plainCells(copy);
    return copy;
  }

  function copied(kinds) {
    return navigator.clipboard.write([new ClipboardItem(kinds)]);
  }

  function blob(text, type) {
    return new Blob([text], { type });
  }

  const ACTS = {
    png: async (target, menu) => saved(await enlarged(await composed(target, menu)), named(target, menu, "png")),
    svg: async (target, menu) => saved(blob((await composed(target, menu)).svg, "image/svg+xml"), named(target, menu, "svg")),
    image: (target, menu) => copied({ "image/png": composed(target, menu).then(enlarged) }),
    table: async function (target, menu) {
      const { html, text } = await table(target, menu);
      return window.kollen.copied({ "text/html": html, "text/plain": text });
    },
    link: () => window.kollen.copied({ "text/plain": link() }),
  };
  const TOLD = { png: "Bilden är sparad.", svg: "Bilden är sparad.", image: "Bilden är kopierad.",
    table: "Tabellen är kopierad.", link: "Länken är kopierad." };

  document.addEventListener("click", async function (event) {
    const button = event.target.closest && event.target.closest("[data-take]");
    if (!button) return;
    const answer = button.parentElement.querySelector(".take-told");
    try {
      if (window.kollen.unsettled()) throw new RangeError(window.kollen.unsettled());
      await ACTS[button.dataset.take](button.dataset.target, button.closest(".take"));
      answer.textContent = TOLD[button.dataset.take];
    } catch (refused) {
      answer.textContent = refused instanceof RangeError ? refused.message : "Webbläsaren tillåter det inte här. Ladda ner i stället.";
    }
  });

  window.kollen = Object.assign({}, window.kollen, { drawing, painted, saved });
})();
