/* The path of another site under which we are served (dashboard/routes/prefix.py), empty where we have a server of our own; and
   where the visitor is, from our own root. What the server sends has the path already. */
(function () {
  "use strict";
  const prefix = document.documentElement.dataset.prefix || "";
  const path = () => window.location.pathname.slice(prefix.length) || "/";

  window.kollen = Object.assign({}, window.kollen, { prefix, path });
})();
