/* A list comes with the chosen options alone: Dash makes an index of all that a list holds, for the search in it, and nobody should
   wait for that of lists that nobody opens. The store beside it has them all (dashboard/parts/pickers.py): the list is given them when
   it is reached or opened. What was chosen elsewhere than in the list brings its own options, so that its name is shown. */
(function () {
  "use strict";
  const layoutOf = (id) => window.dash_component_api.getLayout(id);

  function give(button, wanted) {
    const list = layoutOf(button.id), store = layoutOf(`${button.id}-options`);
    if (!list || !store || list.props.options.length === store.props.data.length) return;
    window.dash_clientside.set_props(button.id, { options: store.props.data.filter((one) => wanted(one.value, [list.props.value].flat())) });
  }

  const all = () => true;
  const chosen = (value, values) => values.includes(value);

  function reached(event) {
    const button = event.target.closest && event.target.closest("button.dash-dropdown");
    if (button) give(button, all);
  }

  function look() {
    document.querySelectorAll(".dash-dropdown[aria-expanded=true]").forEach((button) => give(button, all));
    document.querySelectorAll(".dash-dropdown:has(.dash-dropdown-value-item:empty)").forEach((button) => give(button, chosen));
  }

  document.addEventListener("focusin", reached);
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-expanded"] });
})();
