/* A link to a goal (/strategi/...#mal-...) or to an answer (/hjalp/...#hjalp-...) is followed when that has been drawn: the page
   arrives after the address. */
(function () {
  "use strict";
  let aimed = null;

  function aim() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const here = window.location.pathname + window.location.hash;
    const part = /^(mal|hjalp)-/.test(id) && aimed !== here ? document.getElementById(id) : null;
    if (!part) return;
    aimed = here;
    document.querySelectorAll(".aimed").forEach((one) => one.classList.remove("aimed"));
    part.classList.add("aimed");
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
    part.scrollIntoView({ block: "start" });
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
