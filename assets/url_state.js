/* The address bar follows the controls. The server says which address a view has (dashboard/url_state.py); here it is only
   shown. Another page or indicator becomes a step in the history, other choices replace the step they belong to.

   Dash's router doesn't know of addresses shown here. When the visitor goes to one that the router believes it is at already,
   the router is told to draw it again. */
(function () {
  "use strict";
  let routed = window.location.pathname + window.location.search;
  let silent = false;

  function here() {
    return window.location.pathname + window.location.search;
  }

  function show(data) {
    if (!data) return window.dash_clientside.no_update;
    document.title = data.title;
    if (data.href !== here()) {
      const step = data.href.split("?")[0] !== window.location.pathname;
      window.history[step ? "pushState" : "replaceState"]({}, "", data.href);
      silent = true;
    }
    return window.dash_clientside.no_update;
  }

  function arrive() {
    if (here() === routed && silent) {
      window.dash_clientside.set_props("navigation", { data: Date.now() });
    }
    routed = here();
    silent = false;
  }

  window.addEventListener("popstate", arrive);
  window.addEventListener("_dashprivate_pushstate", arrive);
  window.dash_clientside = Object.assign({}, window.dash_clientside, { address: { show } });
})();
