/* Takes a chart or a table away: a picture at report size with everything that explains it, the table, or the address.
   The picture is an SVG that holds the chart as Plotly writes it, with headings above and origin below; PNG is drawn from it. */
(function () {
  "use strict";
  /* Two sizes: in a report's column of 16 cm letters of 12 pixels on 680 are 8 points; the large one is for screens and posters. */
  const REPORT = { width: 680, edge: 12, scale: 3, map: [416, 560], chart: [656, 400], small: [656, 260], columns: 1,
    sizes: { head: 19, title: 15, text: 13, note: 12 }, row: 25 };
  const LARGE = { width: 1200, edge: 36, scale: 2, map: [760, 980], chart: [1128, 600], small: [554, 300], columns: 2,
    sizes: { head: 30, title: 20, text: 17, note: 15 }, row: 34 };
  const MOST_WIDE = 840;
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

  function legend(x, top, look) {
    const colour = token("ink"), size = look.sizes.note;
    return [...document.querySelectorAll("#legend li")].map(function (row, place) {
      const [swatch, label, count] = row.children;
      const kind = (swatch.className.match(/swatch-([a-z-]+)/) || [])[1];
      const marked = patterns().find((one) => one.dataset.status === kind);
      const fill = marked ? `url(#${marked.id})` : getComputedStyle(swatch).backgroundColor;
      const y = top + place * look.row;
      const text = escaped(`${label.textContent} (${count.textContent})`);
      return `<rect x="${x}" y="${y}" width="${size + 4}" height="${size + 4}" fill="${fill}" stroke="#888"/>`
        + `<text x="${x + size + 12}" y="${y + size}" font-size="${size}" fill="${colour}">${text}</text>`;
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

  /* Several small charts, each under its heading, in two columns where there is room; what their colours mean stands above. */
  async function smallCharts(target, top, look) {
    const parts = [...document.querySelectorAll(`#${target} > :not([hidden])`)];
    const key = colours(target, top, look), [wide, tall] = look.small, size = look.sizes.text;
    let y = key.bottom;
    const drawn = [];
    for (let place = 0; place < parts.length; place += look.columns) {
      const row = parts.slice(place, place + look.columns);
      const heads = row.map((part, at) => paragraph(words("h3", part), look.edge + at * (wide + 20), y,
        { size, weight: 650, colour: token("ink"), width: wide }));
      const below = Math.max(...heads.map((head) => head.bottom));
      for (const [at, part] of row.entries()) {
        const graph = part.querySelector(".js-plotly-plot");
        drawn.push(heads[at].svg, await graphSvg(graph, look.small, [look.edge + at * (wide + 20), below + 4]));
      }
      y = below + tall + 14;
    }
    return { svg: key.svg + drawn.join(""), bottom: y };
  }

  function colours(target, top, look) {
    const size = look.sizes.note;
    let x = look.edge, y = top;
    const drawn = [...document.querySelectorAll(`#${target}-key li`)].map(function (row) {
      const text = row.textContent.trim();
      canvas.font = `400 ${size}px ${FONT}`;
      const wide = canvas.measureText(text).width + 58;
      if (x > look.edge && x + wide > look.width - look.edge) [x, y] = [look.edge, y + 24];
      const colour = getComputedStyle(row.querySelector(".line-key")).backgroundColor;
      const one = `<rect x="${x}" y="${y + 8}" width="24" height="5" rx="2" fill="${colour}"/>`
        + `<text x="${x + 32}" y="${y + 15}" font-size="${size}" fill="${token("ink")}">${escaped(text)}</text>`;
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

  const served = (menu) => menu.dataset.picture && drawing(menu.dataset.picture + new URL(link()).search);
  const extent = (svg) => svg.match(/viewBox="0 0 ([0-9.]+) ([0-9.]+)"/).slice(1).map(Number);

  /* A table that the server draws isn't shrunk into a report's column as long as its letters of 13 pixels stay above 7 points
     there: the picture is made wider, and its words larger. */
  function fitting(look, svg) {
    if (!svg || look !== REPORT) return look;
    const width = Math.min(MOST_WIDE, Math.max(look.width, extent(svg)[0] + 2 * look.edge)), more = width / look.width;
    const sizes = Object.fromEntries(Object.entries(look.sizes).map(([name, size]) => [name, size * more]));
    return { ...look, width, sizes };
  }

  /* A chart that the server draws, as wide as the picture at most. */
  function placed(svg, top, look) {
    const [width, height] = extent(svg);
    const share = Math.min(1, (look.width - 2 * look.edge) / width);
    const size = `x="${look.edge}" y="${top}" width="${width * share}" height="${height * share}"`;
    return { svg: svg.replace(/ width="[0-9.]+" height="[0-9.]+"/, ` ${size}`), bottom: top + height * share };
  }

  async function chart(target, top, look) {
    if (document.querySelector(`#${target} > :not([hidden]) > h3`)) return smallCharts(target, top, look);
    const shape = target === "map" ? look.map : look.chart;
    const svg = await graphSvg(document.querySelector(`#${target} .js-plotly-plot`), shape, [look.edge, top]);
    const beside = target === "map" ? legend(look.edge + look.map[0] + 20, top + 40, look) : "";
    return { svg: svg + beside, bottom: top + shape[1] };
  }

  async function composed(target, menu, wanted = REPORT) {
    const own = await served(menu), look = fitting(wanted, own), { edge, sizes } = look;
    const ink = token("ink"), muted = token("muted"), width = look.width - 2 * edge;
    const head = stacked([
      { text: words("main h1"), size: sizes.head, weight: 650, colour: ink, width },
      { text: words(`#${target}-title`), size: sizes.title, colour: ink, width, gap: 4 },
      { text: words(`#${target}-summary`), size: sizes.text, colour: muted, width, gap: 4 },
      { text: demo(menu) && `${demo(menu)} Inga siffror är verkliga.`, size: sizes.text, weight: 650, colour: token("warning"), width, gap: 6 },
    ], edge, edge - 8);
    const drawn = own ? placed(own, head.bottom + 16, look) : await chart(target, head.bottom + 16, look);
    const foot = stacked([
      { text: words(`#${target}-note`) || words(`#${target}-notes`), size: sizes.note, colour: muted, width },
      { text: chosen(menu), size: sizes.note, colour: muted, width },
      { text: origin(target), size: sizes.note, colour: muted, width, gap: 4 },
      { text: link(), size: sizes.note, colour: muted, width },
    ], edge, drawn.bottom + 10);
    const tall = Math.ceil(foot.bottom + edge / 2);
    const marks = document.querySelector(".patterns defs").innerHTML;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${look.width}"`
      + ` height="${tall}" viewBox="0 0 ${look.width} ${tall}" font-family="${escaped(FONT)}"><title>${escaped(document.title)}</title>`
      + `<defs>${marks}</defs><rect width="${look.width}" height="${tall}" fill="#ffffff"/>${head.svg}${drawn.svg}${foot.svg}</svg>`;
    return { svg, tall, look };
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

  const enlarged = ({ svg, tall, look }) => painted(svg, look.width * look.scale, tall * look.scale);

  function named(target, menu, suffix, size = "") {
    const mark = (size && `_${size}`) + (demo(menu) ? "_demo" : "");
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

  /* The chart in a frame, to paste into another site. */
  function framed(menu) {
    const address = new URL(link());
    address.pathname = address.pathname.replace(/\/indikator\//, "/embed/indikator/") + `/${menu.dataset.embed}`;
    const src = escaped(address.href.replaceAll("%2C", ",").replaceAll("%3A", ":"));
    const title = escaped(`${words("h1")}, Integrationskollen`);
    return `<iframe src="${src}" title="${title}" width="100%" height="640" loading="lazy" style="border: 0"></iframe>`;
  }

  function places() {
    if (told()) return told().dataset.places;
    const map = document.querySelector("#map .js-plotly-plot");
    return map && ((map.data && map.data[1] && map.data[1].locations) || []).join(",") || "inga";
  }

  /* The table on the page; of a chart whose table isn't open the server's, so that the page stays as it is. */
  async function sought(target, menu) {
    const twin = document.getElementById(`${target}-twin`);
    const shown = document.querySelector(`#${menu.dataset.table || (twin ? twin.id : target)} table`);
    if (shown || !twin) return shown && shown.cloneNode(true);
    const path = window.location.pathname.replace(/\/indikator\//, "/export/indikator/");
    const told = await drawing(`${path}/${target}.html${new URL(link()).search}`);
    return new DOMParser().parseFromString(told, "text/html").querySelector("table");
  }

  async function table(target, menu) {
    const found = await sought(target, menu);
    if (!found) throw new RangeError("Det finns ingen tabell att kopiera här.");
    const copy = plain(found);
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
    large: async (target, menu) => saved(await enlarged(await composed(target, menu, LARGE)), named(target, menu, "png", "stor")),
    svg: async (target, menu) => saved(blob((await composed(target, menu)).svg, "image/svg+xml"), named(target, menu, "svg")),
    image: (target, menu) => copied({ "image/png": composed(target, menu).then(enlarged) }),
    table: async function (target, menu) {
      const { html, text } = await table(target, menu);
      return window.kollen.copied({ "text/html": html, "text/plain": text });
    },
    link: () => window.kollen.copied({ "text/plain": link() }),
    embed: (target, menu) => window.kollen.copied({ "text/plain": framed(menu) }),
  };
  const TOLD = { png: "Bilden är sparad.", large: "Bilden är sparad.", svg: "Bilden är sparad.", image: "Bilden är kopierad.",
    table: "Tabellen är kopierad.", link: "Länken är kopierad.",
    embed: "Koden är kopierad. Klistra in den på er webbplats." };

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
