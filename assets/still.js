/* Content that nothing but its reader touches: Dash watches every element that it draws for changes, one by one, at every change
   of anything. Elements without an id, which no callback can reach, are therefore drawn as one, in the same HTML. */
(function () {
  "use strict";
  const DRAWN = { dash_html_components: (type) => type.toLowerCase(), dash_core_components: () => window.dash_core_components.Link };
  const OWN_STATE = new Set(["Input", "Textarea", "Select", "Form"]);

  function isStill(part) {
    if (Array.isArray(part)) return part.every(isStill);
    if (part === null || typeof part !== "object") return true;
    const { type, namespace, props } = part;
    const drawn = namespace === "dash_html_components" ? !OWN_STATE.has(type) : namespace === "dash_core_components" && type === "Link";
    return drawn && props.id === undefined && isStill(props.children);
  }

  function element(part) {
    if (Array.isArray(part)) return part.map(element);
    if (part === null || typeof part !== "object") return part;
    const { children, ...props } = part.props;
    return window.React.createElement(DRAWN[part.namespace](part.type), props, ...[children].flat().map(element));
  }

  const Still = ({ content }) => window.React.createElement(window.React.Fragment, null, ...content.map(element));
  const together = (content) => ({ type: "Still", namespace: "kollen", props: { content } });

  /* What Dash is to draw instead of the part: neighbours that are still become one. */
  function still(part) {
    if (Array.isArray(part)) return neighbours(part);
    if (part === null || typeof part !== "object" || !part.props) return part;
    if (isStill(part)) return together([part]);
    return { ...part, props: { ...part.props, children: still(part.props.children) } };
  }

  function neighbours(parts) {
    const found = [];
    let run = [];
    const end = () => {
      if (run.length) found.push(run.every((one) => typeof one !== "object") ? run : together(run));
      run = [];
    };
    for (const part of parts) {
      if (isStill(part)) run.push(part);
      else {
        end();
        found.push(still(part));
      }
    }
    end();
    return found.flat();
  }

  window.kollen = Object.assign({}, window.kollen, { Still, still });
})();
