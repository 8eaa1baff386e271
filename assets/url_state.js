/* The address bar follows the controls. The server says which address a view has (dashboard/url_state.py); here it is only
   shown. Each answered choice is a step in the history, so that Back undoes it; years that a player shows replace each other. What a
   page shows without being asked for it, such as a län's kommuner, is written out when it arrives.

   What is chosen of kommuner, kommun in focus, sex and year follows to the pages that links without a query lead to.

   Dash's router doesn't know of addresses shown here. When the visitor goes to one that the router believes it is at already,
   the router is told to draw it again. */
(function () {
  "use strict";
  const REGION = [[/^\/$/, ["region"]], [/^\/validering$/, ["region"]]];
  const PAGES = [
    ...REGION,
    [/^\/indikator\/[a-z0-9_]+$/, ["ar", "kon", "kommuner", "kommun"]],
    [/^\/fokus\/[a-z0-9_]+$/, ["kon", "kommuner", "kommun"]],
    [/^\/jamfor$/, ["kommuner", "kon", "kommun"]],
  ];
  const chosen = new Map();
  let routed = window.location.pathname + window.location.search;
  let silent = false;
  let path = window.location.pathname;
  let held = null;

  function here() {
    return window.location.pathname + window.location.search;
  }

  const names = (path) => (PAGES.find(([pattern]) => pattern.test(window.kollen.own(path))) || [null, []])[1];

  function set(name, value) {
    if (value) chosen.set(name, value);
    else chosen.delete(name);
  }

  /* What an address says of the choice: a page that can't say a part of it leaves that part as it was. */
  function note() {
    const before = JSON.stringify([...chosen]);
    const query = new URLSearchParams(window.location.search);
    const region = /^[0-9]{2}([0-9]{2})?$/.exec(query.get("region") || "");
    for (const name of names(window.location.pathname)) {
      if (name !== "region") set(name, query.get(name));
      else if (region && region[0] !== place()) {
        const county = region[0].length === 2;
        set("kommuner", county ? `lan${region[0]},${region[0]}` : region[0]);
        set("kommun", county ? region[0] : null);
      }
    }
    if (JSON.stringify([...chosen]) !== before) window.dispatchEvent(new Event("kollen:chosen"));
  }

  /* The one kommun or län that is looked at; empty where there are several. */
  function place() {
    const kommuner = chosen.get("kommuner") || "";
    const alone = /^(?:lan)?([0-9]{2}(?:[0-9]{2})?)$/.exec(kommuner);
    return chosen.get("kommun") || (alone ? alone[1] : "");
  }

  /* Where a link leads with the choice: one that says more than a path says it all itself. */
  function carried(href) {
    const query = names(href)
      .map((name) => [name, name === "region" ? place() : chosen.get(name)])
      .filter(([, value]) => value)
      .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
    return query.length ? `${href}?${query.join("&")}` : href;
  }

  function complete(missing) {
    const { pathname, search, hash } = window.location;
    const said = new URLSearchParams(search);
    const added = Object.entries(missing).filter(([name]) => !said.has(name)).map(([name, value]) => `${name}=${value}`).join("&");
    if (!added) return;
    window.history.replaceState(window.history.state, "", `${pathname}${search ? `${search}&` : "?"}${added}${hash}`);
    silent = true;
  }

  /* A page that Back has drawn anew is left where the reader had scrolled it. */
  function hold() {
    if (held !== null) window.scrollTo(0, held);
    held = null;
  }

  function show(data) {
    hold();
    if (!data) return window.dash_clientside.no_update;
    if (data.missing) complete(data.missing);
    if (data.title) document.title = data.title;
    if (data.href && data.href !== here()) {
      const playing = document.querySelector(".player-step.playing");
      window.history[playing ? "replaceState" : "pushState"]({}, "", data.href);
      silent = true;
      document.documentElement.toggleAttribute("data-undo", true);
    }
    path = window.location.pathname;
    note();
    return window.dash_clientside.no_update;
  }

  function arrive(event) {
    held = event.type === "popstate" && path === window.location.pathname ? window.scrollY : null;
    if (path !== window.location.pathname) document.documentElement.toggleAttribute("data-undo", false);
    path = window.location.pathname;
    if (here() === routed && silent) {
      window.dash_clientside.set_props("navigation", { data: Date.now() });
    }
    routed = here();
    silent = false;
    note();
  }

  note();
  window.addEventListener("popstate", arrive);
  window.addEventListener("_dashprivate_pushstate", arrive);
  window.dash_clientside = Object.assign({}, window.dash_clientside, { address: { show } });
  window.kollen = Object.assign({}, window.kollen, { carried });
})();
