/* "Varför?": opens the panel and asks the page for what belongs in it. The browser closes it by Esc or a click beside it. */
(function () {
  "use strict";
  const GAP = 6;
  const EDGE = 14;
  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest("[data-why]");
    const panel = document.getElementById("why-panel");
    if (!button || !panel) return;
    const box = button.getBoundingClientRect();
    window.dash_clientside.set_props("why", { data: { code: button.dataset.why, at: Date.now() } });
    panel.showPopover();
    const [below, above] = [window.innerHeight - box.bottom - EDGE, box.top - EDGE];
    panel.style.top = below >= above ? `${box.bottom + GAP}px` : "auto";
    panel.style.bottom = below >= above ? "auto" : `${window.innerHeight - box.top + GAP}px`;
    panel.style.maxHeight = `${Math.max(below, above)}px`;
    panel.style.left = `${Math.max(8, Math.min(box.right - panel.offsetWidth, window.innerWidth - panel.offsetWidth - 8))}px`;
    panel.focus();
  });
})();
