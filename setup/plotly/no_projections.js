// Stands in for the projections that d3-geo itself lacks: our maps are Mercator's, which it has. 71 kB less.
