/* A fact card as PNG in the exact size of its form, its alternative text, and the link that keeps the figures.
   The server's drawing is painted, for the picture on the page may be scaled; `picture.js` does it. */
(function () {
  "use strict";

  const ACTS = {
    png: async function (button) {
      const [width, height] = button.dataset.size.split("x").map(Number);
      const picture = button.closest("div").querySelector("img");
      const { drawing, painted, saved } = window.kollen;
      saved(await painted(await drawing(picture.src), width, height), button.dataset.name);
      return "Bilden är sparad.";
    },
    alt: async function () {
      await window.kollen.copied({ "text/plain": document.getElementById("card-alt").textContent });
      return "Texten är kopierad.";
    },
    link: async function (button) {
      await window.kollen.copied({ "text/plain": window.location.origin + button.dataset.address });
      return "Länken är kopierad.";
    },
  };

  document.addEventListener("click", async function (event) {
    const button = event.target.closest && event.target.closest("[data-card]");
    if (!button) return;
    const told = button.parentElement.querySelector(".take-told");
    try {
      told.textContent = await ACTS[button.dataset.card](button);
    } catch (refused) {
      told.textContent = refused instanceof RangeError ? refused.message : "Det gick inte här. Markera och kopiera, eller spara bilden med högerklick.";
    }
  });
})();
