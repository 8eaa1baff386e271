/* Menus that fold out over the page close by Esc, which leads back to what opened them, and by a click beside them. */
(function () {
  "use strict";
  const OPEN = ".take[open], .own-place[open]";

  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && (event.target.closest?.(OPEN) || document.querySelector(OPEN));
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll(OPEN).forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
})();
