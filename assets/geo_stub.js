/* Plotly's maps ask a third party for the world's coastlines even when they are hidden. With an empty world already here they
   draw without asking anybody. */
(function () {
  "use strict";
  const empty = { type: "GeometryCollection", geometries: [] };
  const layers = ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"];
  const objects = Object.fromEntries(layers.map((name) => [name, empty]));
  window.PlotlyGeoAssets = { topojson: { world_110m: { type: "Topology", arcs: [], objects } } };
})();
