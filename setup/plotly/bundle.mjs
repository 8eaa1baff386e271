// Bundles entry.js to plotly.min.js, without what no reader meets: the prose of the attribute reference (12 % of the bytes),
// country names, projections of the world, colour spaces, choosing by lasso and the styles of tile maps.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const STRING = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
const DESCRIPTION = new RegExp(String.raw`^\s*description:\s*(?:${STRING}|\[(?:\s|,|${STRING})*\]\.join\([^)\n]*\)),?[ \t]*$`, "gm");

const withoutDescriptions = {
  name: "without-descriptions",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(DESCRIPTION, ""),
    }));
  },
};

await build({
  entryPoints: ["entry.js"],
  outfile: "plotly.min.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  define: { global: "window" },
  alias: {
    "country-iso-search": "./no_countries.js",
    "culori": "./colours.js",
    "d3-geo-projection": "./no_projections.js",
    "polybooljs": "./no_lasso.js",
  },
  loader: { ".css": "empty" },
  plugins: [withoutDescriptions],
  banner: { js: "/*! plotly.js (part of it), Copyright Plotly, Inc., MIT; with d3 (BSD), culori (MIT), topojson (ISC) and others */" },
  logLevel: "warning",
});
