/* A meeting page comes to be read before Dash has run (dashboard/pages/motesunderlag/first_view.py). What Dash has drawn takes its place in one step,
   so that nothing moves: once the page and its controls are there, and not while somebody writes in the search box. */
(function () {
  "use strict";
  const PATIENCE_MS = 4000;
  const early = document.getElementById("early");
  const entry = document.getElementById("react-entry-point");
  if (!early || !entry) return;
  let waited = false;

  const links = (within) => [...within.querySelectorAll("a[href]")];
  const whole = () => waited || ![...entry.querySelectorAll(".field")].some((field) => field.children.length < 2);

  function change() {
    if (!entry.querySelector("main h1") || !whole() || document.activeElement === early.querySelector("input")) return;
    watch.disconnect();
    const at = links(early).indexOf(document.activeElement);
    early.remove();
    entry.hidden = false;
    if (at >= 0) links(entry)[at]?.focus({ preventScroll: true });
  }

  const watch = new MutationObserver(change);
  watch.observe(entry, { childList: true, subtree: true });
  early.addEventListener("submit", () => setTimeout(() => document.activeElement.blur(), 0));
  early.addEventListener("focusout", () => setTimeout(change, 0));
  setTimeout(() => {
    waited = true;
    change();
  }, PATIENCE_MS);
  change();
})();
