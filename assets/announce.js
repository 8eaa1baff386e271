/* What a reader who doesn't see the page hears when a choice has been answered: the control, its value, and what the page now says
   first. One region for all pages and controls, which is there from the start. It is told at once when all that was asked has been
   answered; where answers follow closely on each other, as when years are played or an arrow key is held, the last of them is. */
(function () {
  "use strict";
  const CLOSE_MS = 400, LONGEST = 400;
  const FIRST = ["main [data-announced]", "main .summary", "main .meeting-lead", "main h1"];
  const changed = new Map();
  let timer = null, last = -CLOSE_MS;

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

  /* What has been chosen since is told with its own answer. */
  function say() {
    if (window.kollen.waiting()) return;
    const choices = [...new Set(changed.values())].filter(Boolean);
    const region = document.getElementById("announced");
    changed.clear();
    if (choices.length && region) region.textContent = `${choices.join(". ")}. ${words(first())}`.slice(0, LONGEST);
  }

  /* The choice is read now: the next one may be made before this one is told. */
  window.addEventListener("kollen:answered", function (event) {
    const close = event.timeStamp - last < CLOSE_MS;
    last = event.timeStamp;
    event.detail.forEach((prop) => changed.set(prop, chosen(prop)));
    window.clearTimeout(timer);
    timer = window.setTimeout(say, close ? CLOSE_MS : 0);
  });
})();
