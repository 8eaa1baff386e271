"""One file a chart, each a pure function from values to a Plotly figure as a plain dict or to an SVG; and their one look."""
