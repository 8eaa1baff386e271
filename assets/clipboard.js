/* What is copied: numbers as a spreadsheet reads them, and the way to the clipboard where the browser's own is closed, as it is to
   pages that come without encryption. */
(function () {
  "use strict";
  const NUMBER = /^[+±\u2212-]?\d[\d\u00a0]*(,\d+)?(\u00a0%)?$/;

  /* Minus as a hyphen, no hard space, no sign before a zero; what is no number is left as it is. */
  function plainNumber(words) {
    return NUMBER.test(words) ? words.replace(/\u00a0/g, "").replace("\u2212", "-").replace("±", "") : words;
  }

  /* A cell with a number holds nothing else: what stands beside it in small goes to a column of its own, last. */
  function plainCells(table) {
    const noted = [...table.querySelectorAll("tbody tr")].map((row) => [row, [...row.children].filter(Boolean).map(apart).filter(Boolean)]);
    if (noted.every(([, notes]) => !notes.length)) return;
    const added = (row, tag, words) => Object.assign(row.appendChild(document.createElement(tag)), { textContent: words });
    table.querySelectorAll("thead tr").forEach((row) => added(row, "th", "Anmärkning"));
    noted.forEach(([row, notes]) => added(row, "td", notes.join("; ")));
  }

  function apart(cell) {
    if (cell.tagName !== "TD") return "";
    const small = cell.querySelector(".small");
    const note = small ? small.textContent.trim() : "";
    if (small) small.remove();
    const words = cell.textContent.trim(), number = plainNumber(words);
    if (number !== words) cell.textContent = number;
    else if (words.includes("\u2212")) cell.textContent = words.replaceAll("\u2212", "-");
    if (note && !NUMBER.test(words)) cell.append(` ${note}`);
    return note && NUMBER.test(words) ? [cell.dataset.heading, note].filter(Boolean).join(": ") : "";
  }

  /* Texts by their type. */
  function copied(texts) {
    if (navigator.clipboard) {
      const blobs = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
      return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    let done = false;
    const put = (event) => {
      Object.entries(texts).forEach(([type, text]) => event.clipboardData.setData(type, text));
      event.preventDefault();
      done = true;
    };
    document.addEventListener("copy", put);
    document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done ? Promise.resolve() : Promise.reject(new Error("no clipboard"));
  }

  window.kollen = Object.assign({}, window.kollen, { plainCells, copied });
})();
