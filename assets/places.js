/* The chips of the chosen kommuner (dashboard/parts/place_controls.py): one is put in focus, taken away or added by setting the
   control that it belongs to; "Ångra" is the browser's own Back, offered once something has been chosen on the page. */
(function () {
  "use strict";
  const list = (chip) => chip.closest(".chip-list").dataset;
  const set = (id, value) => window.dash_clientside.set_props(id, { value });
  const value = (id) => window.dash_component_api.getLayout(id).props.value;

  const ACTS = {
    focus: (ids, [code]) => set(ids.focus, code),
    remove: (ids, [code]) => set(ids.municipalities, (value(ids.municipalities) || []).filter((one) => one !== code)),
    add: (ids, codes) => set(ids.municipalities, [...new Set([...(value(ids.municipalities) || []), ...codes])]),
    undo: () => window.history.back(),
  };

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest(".chip-list [data-act]");
    if (button) ACTS[button.dataset.act](list(button), button.dataset.codes.split(","));
  });
})();
