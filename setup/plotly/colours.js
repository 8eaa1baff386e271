// The part of culori that Plotly works with, in the colour spaces that a browser's style sheets of before 2020 have: 50 kB less.
import { modeHsl, modeLrgb, modeRgb, useMode } from "./node_modules/culori/src/index-fn.js";

[modeRgb, modeLrgb, modeHsl].forEach((mode) => useMode(mode));

export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance } from "./node_modules/culori/src/index-fn.js";
