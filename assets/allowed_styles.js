/* The page's security policy refuses style sheets and style attributes that are written as text. Dash's components and Plotly write
   such; here they are set through the DOM's own objects instead, which the policy allows: text alone can then never bring style. */
(function () {
  "use strict";
  const append = Node.prototype.appendChild;
  HTMLStyleElement.prototype.appendChild = function (node) {
    if (!node.data || !document.adoptedStyleSheets) return append.call(this, node);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(node.data);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return node;
  };

  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };
})();
