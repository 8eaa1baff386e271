// The part of plotly.js that the dashboard draws with (scatter is in the core), and its Swedish words.
// The defaults keep the browser from calling other hosts: no upload of charts, no boundaries from Plotly's network.
var Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/box"),
  require("plotly.js/lib/choropleth"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/scattergeo"),
  require("plotly.js/lib/locales/sv"),
]);
Plotly.setPlotConfig({ locale: "sv", showSendToCloud: false, plotlyServerURL: "", topojsonURL: "/" });

window.Plotly = Plotly;
