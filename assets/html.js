/* Html, a Dash component of our own (dashboard/html.py): static content. Dash follows each of its components through
   every change of anything, one by one; the elements in here it never sees, so that a table costs it no more than a word.

   Props: `content` is text, an element `{type, props}` with its content in `props.children`, or a list of these; `tag` the element
   that holds it, none for the content alone; all others are attributes of that element. A table of data can be sorted
   (assets/sortable.js).

   A link that says nothing but a path carries what is chosen to the pages that have such a choice (assets/url_state.js). */
(function () {
  "use strict";
  const kind = (type) => (type === "Link" ? Link : type.toLowerCase());
  const several = (content) => [content].flat(Infinity).map(drawn);

  function Link({ href, ...attributes }) {
    const [, redraw] = window.React.useState(0);
    window.React.useEffect(function () {
      const changed = () => redraw((times) => times + 1);
      window.addEventListener("kollen:chosen", changed);
      return () => window.removeEventListener("kollen:chosen", changed);
    }, []);
    return window.React.createElement(window.dash_core_components.Link, { href: window.kollen.carried(href), ...attributes });
  }

  function drawn(part) {
    if (part === null || typeof part !== "object") return part;
    if (part.type === "Table" && /\bdata\b/.test(part.props.className)) {
      return window.React.createElement(window.kollen.Sortable, { table: part, drawn });
    }
    const { children, ...attributes } = part.props;
    return window.React.createElement(kind(part.type), attributes, ...several(children));
  }

  function Html({ content, tag, setProps, ...attributes }) {
    const key = useTurn(content);
    return window.React.createElement(tag ? kind(tag) : window.React.Fragment, { ...(tag && attributes), key }, ...several(content));
  }

  /* A browser that translates puts elements of its own in the place of our texts: React would then change texts that aren't on the
     page, or find none to take away. New content of a translated page is drawn from the ground. */
  function useTurn(content) {
    const drawn = window.React.useRef({ content, turn: 0 });
    if (drawn.current.content !== content) {
      drawn.current = { content, turn: drawn.current.turn + (document.querySelector("main font") ? 1 : 0) };
    }
    return drawn.current.turn;
  }

  window.kollen = Object.assign({}, window.kollen, { Html });
})();
