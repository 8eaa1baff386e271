/* A link to a goal (/strategi/...#mal-...) is followed when the goal has been drawn: the page arrives after the address. */
(function () {
  "use strict";
  let aimed = null;

  function aim() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const here = window.location.pathname + window.location.hash;
    const goal = id.startsWith("mal-") && aimed !== here ? document.getElementById(id) : null;
    if (!goal) return;
    aimed = here;
    document.querySelectorAll(".aimed").forEach((one) => one.classList.remove("aimed"));
    goal.classList.add("aimed");
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "start" });
  }

  function arrive() {
    aimed = null;
    setTimeout(aim, 0);
  }

  window.addEventListener("popstate", arrive);
  window.addEventListener("hashchange", arrive);
  window.addEventListener("_dashprivate_pushstate", arrive);
  new MutationObserver(aim).observe(document.documentElement, { childList: true, subtree: true });
})();
