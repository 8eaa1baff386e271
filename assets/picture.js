/* Takes a chart or a table away: a picture at report size with everything that explains it, the table, or the address.
   The picture is an SVG that holds the chart as Plotly writes it, with headings above and origin below; PNG is drawn from it. */
(function () {
  "use strict";
  const WIDTH = 1200, EDGE = 36, SCALE = 2;
  const SHAPES = { map: [760, 980], trend: [WIDTH - 2 * EDGE, 600] };
  const NAMES = { map: "karta", trend: "diagram" };
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";
  const PATTERNS = { "201, 201, 201": "saknas", "181, 181, 182": "dold", "189, 189, 190": "redovisas-inte" };
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
  function hatched(svg) {
    return Object.entries(PATTERNS).reduce(function (text, [colour, name]) {
      const inStyle = new RegExp(`fill: ?rgb\\(${colour}\\)`, "g");
      return text.replace(inStyle, `fill: url(#${name})`).replaceAll(`fill="rgb(${colour})"`, `fill="url(#${name})"`);
    }, svg);
  }

  function legend(x, top) {
    const colour = token("ink");
    return [...document.querySelectorAll("#legend li")].map(function (row, place) {
      const [swatch, label, count] = row.children;
      const kind = (swatch.className.match(/swatch-([a-z-]+)/) || [])[1];
      const names = { missing: "saknas", hidden: "dold", "not-applicable": "redovisas-inte" };
      const fill = kind ? `url(#${names[kind]})` : getComputedStyle(swatch).backgroundColor;
      const y = top + place * 34;
      const text = escaped(`${label.textContent} (${count.textContent})`);
      return `<rect x="${x}" y="${y}" width="20" height="20" fill="${fill}" stroke="#888"/>`
        + `<text x="${x + 30}" y="${y + 15}" font-size="16" fill="${colour}">${text}</text>`;
    }).join("");
  }

  function chosen() {
    const names = [...document.querySelectorAll("#table tbody th")].slice(1).map((one) => one.textContent.trim());
    if (!names.length) return "";
    const shown = names.slice(0, 12).join(", ");
    return `Valda kommuner: ${shown}${names.length > 12 ? ` och ${names.length - 12} till` : ""}.`;
  }

  function origin() {
    const version = words(".site-footer code");
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    return `${words("#source")} Integrationskollen, dataversion ${version}. Bilden är gjord ${day}.`;
  }

  async function composed(target) {
    const graph = document.querySelector(`#${target} .js-plotly-plot`);
    const [width, height] = SHAPES[target];
    const ink = token("ink"), muted = token("muted"), full = WIDTH - 2 * EDGE;
    const head = stacked([
      { text: words("#indicator-title"), size: 30, weight: 650, colour: ink, width: full },
      { text: words(`#${target}-title`), size: 20, colour: ink, width: full, gap: 4 },
      { text: words(`#${target}-summary`), size: 17, colour: muted, width: full, gap: 4 },
      { text: document.querySelector(".demo-notice") ? "Demodata, påhittade värden. Inga siffror är verkliga." : "",
        size: 18, weight: 650, colour: token("warning"), width: full, gap: 6 },
    ], EDGE, EDGE - 8);
    const top = head.bottom + 16;
    const drawn = await window.Plotly.toImage(graph, { format: "svg", width, height });
    const chart = hatched(decodeURIComponent(drawn.replace(/^data:image\/svg\+xml,/, "")))
      .replace(/<svg /, `<svg x="${EDGE}" y="${top}" `);
    const key = target === "map" ? legend(EDGE + width + 20, top + 40) : "";
    const foot = stacked([
      { text: words(`#${target === "map" ? "map-note" : "trend-notes"}`), size: 15, colour: muted, width: full },
      { text: chosen(), size: 15, colour: muted, width: full },
      { text: origin(), size: 15, colour: muted, width: full, gap: 4 },
      { text: link(), size: 15, colour: muted, width: full },
    ], EDGE, top + height + 10);
    const tall = Math.ceil(foot.bottom + EDGE / 2);
    const patterns = document.querySelector(".patterns defs").innerHTML;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}"`
      + ` height="${tall}" viewBox="0 0 ${WIDTH} ${tall}" font-family="${escaped(FONT)}"><title>${escaped(document.title)}</title>`
      + `<defs>${patterns}</defs><rect width="${WIDTH}" height="${tall}" fill="#ffffff"/>${head.svg}${chart}${key}${foot.svg}</svg>`;
    return { svg, tall };
  }

  function painted({ svg, tall }) {
    return new Promise(function (done, failed) {
      const image = new Image();
      const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      image.onload = function () {
        const page = document.createElement("canvas");
        page.width = WIDTH * SCALE;
        page.height = tall * SCALE;
        page.getContext("2d").drawImage(image, 0, 0, page.width, page.height);
        URL.revokeObjectURL(address);
        page.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
      };
      image.onerror = () => failed(new Error("the picture can't be drawn"));
      image.src = address;
    });
  }

  function named(target, suffix) {
    const indicator = window.location.pathname.split("/").pop().replaceAll("_", "-");
    const pane = document.querySelector("#pane input:checked");
    const kind = target === "trend" && pane ? pane.value : NAMES[target];
    const year = document.getElementById("period");
    const demo = document.querySelector(".demo-notice") ? "_demo" : "";
    return ["integrationskollen", indicator, kind, year && year.value].filter(Boolean).join("_") + `${demo}.${suffix}`;
  }

  function saved(blob, name) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = name;
    anchor.click();
    window.setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  /* The address with the kommuner spelled out, so that it shows the same to whoever has another "min kommun". */
  function link() {
    const address = new URL(window.location.href);
    const map = document.querySelector("#map .js-plotly-plot");
    const codes = map && map.data && map.data[1] ? map.data[1].locations : [];
    if (!address.searchParams.has("kommuner")) address.searchParams.set("kommuner", codes.join(",") || "inga");
    return decodeURIComponent(address.href);
  }

  async function table(target) {
    const place = target === "table" ? "table" : `${target}-twin`;
    const find = () => document.querySelector(`#${place} table`);
    if (!find()) document.getElementById(`${target}-as-table`).click();
    for (let wait = 0; !find() && wait < 60; wait++) await new Promise((on) => window.setTimeout(on, 50));
    const copy = find().cloneNode(true);
    copy.querySelectorAll("button").forEach((one) => one.remove());
    const headings = [...copy.querySelectorAll("thead th")];
    const dropped = headings.findIndex((one) => one.textContent === "Varför?");
    copy.querySelectorAll("tr").forEach((row) => dropped >= 0 && row.children[dropped].remove());
    const rows = [...copy.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent.trim()).join("\t"));
    return { html: copy.outerHTML, text: rows.join("\r\n") };
  }

  function copied(kinds) {
    return navigator.clipboard.write([new ClipboardItem(kinds)]);
  }

  function blob(text, type) {
    return new Blob([text], { type });
  }

  const ACTS = {
    png: async (target) => saved(await painted(await composed(target)), named(target, "png")),
    svg: async (target) => saved(blob((await composed(target)).svg, "image/svg+xml"), named(target, "svg")),
    image: (target) => copied({ "image/png": composed(target).then(painted) }),
    table: async function (target) {
      const { html, text } = await table(target);
      return copied({ "text/html": blob(html, "text/html"), "text/plain": blob(text, "text/plain") });
    },
    link: () => navigator.clipboard.writeText(link()),
  };
  const TOLD = { png: "Bilden är sparad.", svg: "Bilden är sparad.", image: "Bilden är kopierad.",
    table: "Tabellen är kopierad.", link: "Länken är kopierad." };

  document.addEventListener("click", async function (event) {
    const button = event.target.closest && event.target.closest("[data-take]");
    if (!button) return;
    const told = button.parentElement.querySelector(".take-told");
    try {
      await ACTS[button.dataset.take](button.dataset.target);
      told.textContent = TOLD[button.dataset.take];
    } catch (refused) {
      told.textContent = "Webbläsaren tillåter det inte här. Ladda ner i stället.";
    }
  });
})();
