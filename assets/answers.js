/* What is as it should be already is not set again: each property that Dash sets is a round through all of the page. Dash calls
   this with each answer before it reads it (the renderer's hook `request_post`). */
(function () {
  "use strict";
  const text = (value) => JSON.stringify(value === undefined ? null : value);

  function same(id, name, value) {
    const part = window.dash_component_api.getLayout(id.startsWith("{") ? JSON.parse(id) : id);
    return part && text(part.props[name]) === text(value);
  }

  function answered(_, answer) {
    for (const [id, props] of Object.entries(answer || {})) {
      if (props.children) props.children = window.kollen.still(props.children);
      for (const name of Object.keys(props)) if (same(id, name, props[name])) delete props[name];
      if (!Object.keys(props).length) delete answer[id];
    }
  }

  window.kollen = Object.assign({}, window.kollen, { answered });
})();
