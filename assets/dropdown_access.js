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

  function look(root) {
    root.querySelectorAll(".dash-dropdown-focus-target:not([disabled])").forEach(mend);
  }

  /* An open list with a chosen value has that value in focus: what is typed there belongs in the search box. */
  document.addEventListener("keydown", function (event) {
    const list = event.target.closest && event.target.closest(".dash-dropdown-content");
    const search = list && list.querySelector(".dash-dropdown-search");
    const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (search && typed && document.activeElement !== search) search.focus();
  });

  new MutationObserver(function (changes) {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) look(node.parentNode || node);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
