/* What a reader who doesn't see the page hears when a choice has been answered: the control, its value, and what the page now says
   first. One region for all pages and controls, which is there from the start. */
(function () {
  "use strict";
  const WAIT_MS = 400, LONGEST = 400;
  const FIRST = ["main [data-announced]", "main .summary", "main .meeting-lead", "main h1"];
  let changed = [], timer = null;

  const first = () => FIRST.map((one) => document.querySelector(one)).find(Boolean);
  const words = (one) => (one ? one.textContent.replace(/\s+/g, " ").trim() : "");

  function value(control) {
    const checked = [...control.querySelectorAll("input:checked")];
    if (checked.length) return checked.map((one) => words(one.labels[0])).join(", ");
    if (control.selectedOptions) return [...control.selectedOptions].map(words).join(", ");
    return control.matches("button") ? words(control.querySelector(".dash-dropdown-value")) : control.value || "";
  }

  /* `Kön: Kvinnor`; empty for what isn't a control with a name. */
  function chosen(prop) {
    const control = document.getElementById(prop.slice(0, prop.lastIndexOf(".")));
    const label = control && (document.querySelector(`label[for="${control.id}"]`) || control.closest("fieldset")?.querySelector("legend"));
    return label ? `${words(label)}: ${value(control)}` : "";
  }

  function say() {
    const told = [...new Set(changed.map(chosen))].filter(Boolean);
    const region = document.getElementById("announced");
    changed = [];
    if (told.length && region) region.textContent = `${told.join(". ")}. ${words(first())}`.slice(0, LONGEST);
  }

  window.addEventListener("kollen:answered", function (event) {
    changed.push(...(event.detail || []));
    window.clearTimeout(timer);
    timer = window.setTimeout(say, WAIT_MS);
  });
})();
