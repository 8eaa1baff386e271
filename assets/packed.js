/* What the server sends in fewer bytes, written out before Dash sees it: the numbers of charts (dashboard/figures/packing.py)
   and content of which only the differences are sent (dashboard/components/delta.py). Dash calls this for each answer. */
(function () {
  "use strict";
  const KEPT = 4;
  const MARKS = { Tr: "&", Td: "@", Th: "@" };
  const MOST_CELLS = 12;
  const contents = new Map();
  const SMALL = new Set(["options", "value", "hidden", "disabled"]);
  const CORE = new Set(["Link"]);

  /* Numbers */

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const ABSENT = ".";
  const MORE = 32;
  const VALUES = new Map([...DIGITS].map((letter, value) => [letter, value]));

  /* How many decimals, then whole numbers in Base64 VLQ; more than 32 bits long, so that they can't be shifted. */
  function series(text, steps) {
    const scale = 10 ** Number(text[0]);
    const found = [];
    let [number, place, sum] = [0, 1, 0];
    for (let at = 1; at < text.length; at += 1) {
      if (text[at] === ABSENT) {
        found.push(null);
        continue;
      }
      const digit = VALUES.get(text[at]);
      number += (digit % MORE) * place;
      place *= MORE;
      if (digit < MORE) {
        const whole = number % 2 ? -(number - 1) / 2 : number / 2;
        sum = steps ? sum + whole : whole;
        found.push(sum / scale);
        [number, place] = [0, 1];
      }
    }
    return found;
  }

  /* Numbers as the dashboard writes them, and the other texts where there is none. */
  function texts([ending, numbers, others]) {
    let other = 0;
    return series(numbers, false).map((number) => {
      if (number === null) return others[other++];
      const [whole, decimals] = Math.abs(number).toFixed(Number(numbers[0])).split(".");
      const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
      return `${number < 0 ? "\u2212" : ""}${grouped}${decimals ? `,${decimals}` : ""}${ending}`;
    });
  }

  function written(part) {
    if (Array.isArray(part)) return part.flatMap((one) => (one && one["%"] ? lines(one["%"]) : [written(one)]));
    if (part === null || typeof part !== "object") return part;
    if (part["#"]) return series(part["#"], false);
    if (part["~"]) return series(part["~"], true);
    if (part["$"]) return texts(part["$"]);
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, written(value)]));
  }

  /* Lines that differ in name and numbers only. */
  function lines([shared, names, numbers]) {
    return names.map((name, at) => written({ ...shared, name, y: { "~": numbers[at] } }));
  }

  /* Content */

  function whole(part) {
    if (Array.isArray(part)) return inOrder(part);
    if (part === null || typeof part !== "object") return part;
    if (part["&"] || part["@"]) return several(part)[0];
    const [type, [children, props]] = Object.entries(part)[0];
    const namespace = CORE.has(type) ? "dash_core_components" : "dash_html_components";
    return { type, namespace, props: { children: whole(children), ...props } };
  }

  /* The parts of a list, each of which may be told by how it differs from the one above. */
  function inOrder(parts) {
    const made = [];
    for (const one of parts) made.push(...("^" in Object(one) ? [changed(made.at(-1), one["^"])] : several(one)));
    return made;
  }

  function several(one) {
    if (one && one["="]) return cells(one["="]);
    for (const mark of ["&", "@"]) if (one && one[mark]) return standing[mark].slice(one[mark][0], one[mark][0] + one[mark][1]);
    return [whole(one)];
  }

  /* The rows and cells of the content that a difference is to be laid over, in the order in which they are written. */
  let standing = { "&": [], "@": [] };
  function sought(part, found = { "&": [], "@": [] }) {
    if (Array.isArray(part)) part.forEach((one) => sought(one, found));
    else if (part !== null && typeof part === "object") {
      const { children } = part.props;
      if (part.type === "Tr" && Array.isArray(children) && children.length > MOST_CELLS) return found;
      if (MARKS[part.type]) found[MARKS[part.type]].push(part);
      sought(children, found);
    }
    return found;
  }

  /* A row of cells of a few kinds: each kind with holes, which kind each cell is, and their texts. */
  function cells([kinds, which, texts]) {
    const shapes = kinds.map(whole);
    const parts = texts.split("|");
    return Array.from(which, (kind, at) => filled(shapes[kind.charCodeAt(0) - 97], parts[at]));
  }

  function filled(part, text) {
    if (typeof part === "string") return part.replaceAll("\0", text);
    if (Array.isArray(part)) return part.map((one) => filled(one, text));
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(value, text)]));
  }

  function changed(old, part) {
    if (part === 0) return old;
    if (part !== null && typeof part === "object" && !Array.isArray(part)) {
      if ("v" in part) return whole(part.v);
      if ("l" in part) return part.l.map((one) => (one && "o" in Object(one) ? old[one.o] : whole(one)));
      if (!("c" in part) && !("p" in part)) return whole(part);
      const props = { ...old.props, ...part.p };
      for (const name of Object.keys(part.p || {})) if (part.p[name] === null) delete props[name];
      if ("c" in part) props.children = changed(old.props.children, part.c);
      return { ...old, props };
    }
    if (old !== null && typeof old === "object" && !Array.isArray(old)) {
      return { ...old, props: { ...old.props, children: changed(old.props.children, part) } };
    }
    if (!Array.isArray(part)) return part;
    if (!Array.isArray(old) || part.length > old.length) throw new Error("the content is another than the server thinks");
    return old.map((one, at) => (at < part.length ? changed(one, part[at]) : one));
  }

  function keep(key, content) {
    contents.delete(key);
    contents.set(key, content);
    if (contents.size > KEPT) contents.delete(contents.keys().next().value);
  }

  /* Content that is known by a key is kept, so that differences from it can be laid over it. */
  function find(part) {
    if (Array.isArray(part)) part.forEach(find);
    else if (part !== null && typeof part === "object" && part.props) {
      if (part.props["data-known"]) keep(part.props["data-known"], part.props.children);
      find(part.props.children);
    }
  }

  function content(answer) {
    const [base, key, difference] = answer.difference;
    if (!contents.has(base)) return window.location.reload();
    standing = sought(contents.get(base));
    const made = changed(contents.get(base), difference);
    keep(key, made);
    return made;
  }

  /* What is as it should be already is not set again: each property that is set is a round through all of the page. */
  function same(id, name, value) {
    const part = window.dash_component_api.getLayout(id.startsWith("{") ? JSON.parse(id) : id);
    const now = part && part.props[name];
    return value === now || (SMALL.has(name) && JSON.stringify(value) === JSON.stringify(now === undefined ? null : now));
  }

  function unpack(payload, answer) {
    window.kollen.answered(payload);
    for (const [id, props] of Object.entries(answer || {})) {
      for (const name of Object.keys(props)) if (same(id, name, props[name])) delete props[name];
      if (!Object.keys(props).length) delete answer[id];
      if (props.figure) props.figure = written(props.figure);
      if (props.children && props.children.difference) props.children = content(props.children);
      else if (props.children && props["data-known"]) keep(props["data-known"], props.children);
      else if (props.children && props.children.short) props.children = whole(props.children.short);
      else if (answer._pages_content) find(props.children);
      if (props.children) props.children = window.kollen.still(props.children);
    }
  }

  window.kollen = Object.assign({}, window.kollen, { unpack, written });
})();
