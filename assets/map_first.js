/* The map is what the eye waits for: what an answer says of it is drawn and painted before Dash sees the rest of the answer, and
   other charts are drawn after that. Dash then finds the map as it should be. */
(function () {
  "use strict";
  const ANSWERS = "/_dash-update-component";
  const OF_MAP = /"output":"[^"]*\bmap\.figure\b/;

  const map = () => document.querySelector(".chart-map .js-plotly-plot");
  const painted = () => document.hidden || new Promise((done) => window.requestAnimationFrame(() => window.setTimeout(done, 0)));

  /* What an answer changes in the map's traces, for Plotly.restyle; null where there is no such map or more than that changes. */
  function changes(chart, answer) {
    const { operations } = (answer && answer.map && answer.map.figure) || {};
    const ofTrace = ({ operation, location }) => operation === "Merge" && location.length === 2 && location[0] === "data" && chart.data[location[1]];
    if (!operations || !chart || !chart.data || !operations.every(ofTrace)) return null;
    const values = {};
    operations.forEach(({ params }, at) => {
      for (const [key, value] of Object.entries(window.kollen.written(params.value))) (values[key] = values[key] || new Array(operations.length))[at] = value;
    });
    return [values, operations.map(({ location }) => location[1])];
  }

  async function first(answer) {
    const chart = map();
    const found = window.Plotly && changes(chart, answer);
    if (!found) return;
    try {
      await window.Plotly.restyle(chart, ...found);
    } catch {
      return; // Dash draws the map with the rest of the answer, and tells of what is wrong with it.
    }
    await painted();
  }

  const ask = window.fetch;
  let questions = 0;
  window.fetch = async function (address, ...options) {
    if (!String(address).includes(ANSWERS) || !OF_MAP.test(options[0] && options[0].body)) return ask.call(this, address, ...options);
    const question = ++questions;
    const response = await ask.call(this, address, ...options);
    const read = response.json.bind(response);
    response.json = async function () {
      const content = await read();
      if (question === questions) await first(content.response);
      return content;
    };
    return response;
  };

  /* The figure with the very lists that are drawn already wherever they say the same, so that Plotly sees that nothing differs. */
  function asDrawn(chart, figure) {
    const known = (old, value) => Array.isArray(value) && old && JSON.stringify(old) === JSON.stringify(value);
    const data = figure.data.map((trace, place) => {
      const old = chart.data[place] || {};
      return Object.fromEntries(Object.entries(trace).map(([key, value]) => [key, known(old[key], value) ? old[key] : value]));
    });
    return { ...figure, data };
  }

  function install() {
    const react = window.Plotly.react;
    window.Plotly.react = function (chart, figure) {
      if (chart === map()) return react(chart, chart.data ? asDrawn(chart, figure) : figure);
      const waits = map() && chart.querySelector(".main-svg");
      return waits ? Promise.resolve(painted()).then(() => react(chart, figure)) : react(chart, figure);
    };
  }
  document.addEventListener("load", ({ target }) => /\/plotly\.min\.js/.test(target.src) && install(), true);
})();
