/* The map is what the eye waits for: other charts are drawn once it has been painted. */
(function () {
  "use strict";
  function install() {
    const react = window.Plotly.react;
    window.Plotly.react = function (chart, ...figure) {
      const waits = document.querySelector(".chart-map") && !chart.closest(".chart-map") && chart.querySelector(".main-svg");
      if (!waits) return react.call(this, chart, ...figure);
      return new Promise((drawn) => {
        window.requestAnimationFrame(() => window.setTimeout(() => drawn(react.call(this, chart, ...figure)), 0));
      });
    };
  }
  if (window.Plotly) install();
  else window.addEventListener("DOMContentLoaded", () => window.Plotly && install());
})();
