/* Dash's dropdown puts a hidden input first in the tab order and keeps its button out of it: a screen reader meets a control
   without a name. Here the input steps aside, and the button is reached by Tab and named by its label and its value. */
(function () {
  "use strict";
  function mend(input) {
    const button = input.nextElementSibling;
    input.disabled = true;
    if (!button) return;
    button.tabIndex = 0;
    const label = button.id && document.querySelector(`label[for="${button.id}"]`);
    if (label) {
      label.id = `${button.id}-label`;
      button.setAttribute("aria-labelledby", `${label.id} ${button.id}`);
    }
  }

  /* An open list is a dialog without a name that holds radio buttons or boxes inside options, which no screen reader can tell
     apart: the roles go, the buttons and boxes with their labels stay, and the list is named as its control is. */
  function mendList(list) {
    const content = list.closest(".dash-dropdown-content");
    const button = document.querySelector(`[aria-controls="${content.id}"]`);
    const label = button && document.querySelector(`label[for="${button.id}"]`);
    if (!label) return;
    button.setAttribute("aria-haspopup", "dialog");
    content.setAttribute("aria-label", label.textContent);
    list.setAttribute("aria-label", label.textContent);
    list.setAttribute("role", list.querySelector("[type=radio]") ? "radiogroup" : "group");
  }

  function mendOption(option) {
    option.removeAttribute("role");
    option.removeAttribute("aria-selected");
  }

  function look() {
    document.querySelectorAll(".dash-dropdown-focus-target:not([disabled])").forEach(mend);
    document.querySelectorAll(".dash-dropdown-content [role=listbox]").forEach(mendList);
    document.querySelectorAll(".dash-dropdown-option[aria-selected]").forEach(mendOption);
  }

  const typed = (event) => event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;

  /* What is typed on the button is searched for when its key is let go. Who types fast has then pressed the next one, which is lost:
     the search box has taken over between the two. Here the letter counts when it is pressed, and only then. */
  function onButton(event) {
    const button = typed(event) && event.isTrusted && event.target.closest && event.target.closest("button.dash-dropdown");
    if (!button) return;
    event.stopPropagation();
    if (event.type === "keydown") button.dispatchEvent(new KeyboardEvent("keyup", { key: event.key, bubbles: true }));
  }
  document.addEventListener("keydown", onButton, true);
  document.addEventListener("keyup", onButton, true);

  /* An open list with a chosen value has that value in focus: what is typed there belongs in the search box. Home takes Dash
     there, and makes the first arrow down lead to the first hit; focus alone would skip it. */
  document.addEventListener("keydown", function (event) {
    const list = event.target.closest && event.target.closest(".dash-dropdown-content");
    const search = list && list.querySelector(".dash-dropdown-search");
    if (search && typed(event) && document.activeElement !== search) {
      event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
    }
  });

  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
})();
