/* The path of another site under which we are served (dashboard/routes/prefix.py), empty where we have a server of our own; and
   paths from our own root. What the server sends has the path already. */
(function () {
  "use strict";
  const prefix = document.documentElement.dataset.prefix || "";
  const own = (path) => (prefix && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path);
  const path = () => own(window.location.pathname);

  window.kollen = Object.assign({}, window.kollen, { prefix, own, path });
})();
