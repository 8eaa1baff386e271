"""One file a chart, each a pure function from figures to a Plotly figure as a plain dict."""
