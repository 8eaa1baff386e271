/* Html, a Dash component of our own (dashboard/html.py): static content. Dash follows each of its components through
   every change of anything, one by one; the elements in here it never sees, so that a table costs it no more than a word.

   Props: `content` is text, an element `{type, props}` with its content in `props.children`, or a list of these; `tag` the element
   that holds it, none for the content alone; all others are attributes of that element. */
(function () {
  "use strict";
  const kind = (type) => (type === "Link" ? window.dash_core_components.Link : type.toLowerCase());
  const several = (content) => [content].flat(Infinity).map(drawn);

  function drawn(part) {
    if (part === null || typeof part !== "object") return part;
    const { children, ...attributes } = part.props;
    return window.React.createElement(kind(part.type), attributes, ...several(children));
  }

  function Html({ content, tag, setProps, ...attributes }) {
    return window.React.createElement(tag ? kind(tag) : window.React.Fragment, tag ? attributes : null, ...several(content));
  }

  window.kollen = Object.assign({}, window.kollen, { Html });
})();
