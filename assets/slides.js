/* The address of an indicator's slides: that of its workbook, of another kind. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  slides: { place: (href) => href.replace(".xlsx", ".pptx") },
});
