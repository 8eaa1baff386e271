/* Tables that their reader can sort: a heading is a button, by which the rows come in order, the other way around at the next press,
   and as they came at the third. `assets/html.js` draws with it, so that what is seen is what is printed and copied.

   A cell is sorted by its `data-sort`, or by what it says; one that says nothing, or whose `data-sort` is empty, comes last, either
   way. A row marked `data-fixed` stays where it is, as does a group's heading; a row that spans the table belongs to the row above
   it. */
(function () {
  "use strict";
  const FEWEST = 3;
  const NUMBER = /^[+±\u2212-]?\d[\d\u00a0]*(,\d+)?/;
  const DATE = /^\d{4}-\d\d/;
  const UNSAID = ["visually-hidden", "small", "unit", "absent"];
  const swedish = new Intl.Collator("sv", { numeric: true });

  const all = (content) => [content].flat(Infinity).filter((part) => part !== null && part !== undefined && part !== "");
  const inside = (part) => all(part.props.children);
  const of = (part, type) => inside(part).filter((one) => one.type === type);
  const has = (part, test) => typeof part === "object" && (test(part) || inside(part).some((one) => has(one, test)));

  function said(part) {
    if (typeof part !== "object") return String(part);
    const classes = (part.props.className || "").split(" ");
    return UNSAID.some((name) => classes.includes(name)) ? "" : inside(part).map(said).join("");
  }

  const heading = (part) => inside(part).map(said).join("").trim();

  function marked(part) {
    if (typeof part !== "object") return undefined;
    if (part.props["data-sort"] !== undefined) return part.props["data-sort"];
    return inside(part).map(marked).find((one) => one !== undefined);
  }

  /* A number, a text, or null where the cell says nothing. */
  function key(cell) {
    if (!cell) return null;
    const order = marked(cell);
    if (order !== undefined) return order === "" ? null : order;
    const text = heading(cell);
    if (/^($|[–×])/.test(text)) return null;
    const number = DATE.test(text) ? null : text.match(NUMBER);
    return number ? Number(number[0].replace(/[\u00a0+±]/g, "").replace("\u2212", "-").replace(",", ".")) : text;
  }

  const spans = (row) => inside(row).some((cell) => cell.props.colSpan > 1);

  /* Rows with those that belong to them; the ones that stay on top and at the foot. */
  function bundles(body) {
    const found = { top: [], moved: [], foot: [] };
    for (const row of of(body, "Tr")) {
      if (row.props["data-fixed"] === "foot") found.foot.push([row]);
      else if (row.props["data-fixed"] || (spans(row) && !found.moved.length)) found.top.push([row]);
      else if (spans(row)) found.moved.at(-1).push(row);
      else found.moved.push([row]);
    }
    return found;
  }

  const column = (body, at) => bundles(body).moved.map(([row]) => key(inside(row)[at]));

  function sortable(table) {
    const bodies = of(table, "Tbody");
    const head = of(table, "Thead").flatMap((part) => of(part, "Tr"));
    if (head.length !== 1 || has(table, (part) => part.props.rowSpan > 1 || part.type === "Input")) return null;
    const headings = inside(head[0]);
    if (Math.max(0, ...bodies.map((body) => bundles(body).moved.length)) < FEWEST) return null;
    return headings.map((part, at) => heading(part) && new Set(bodies.flatMap((body) => column(body, at)).filter((one) => one !== null)).size > 1);
  }

  function compared(first, second, down) {
    if (first === null || second === null) return (first === null) - (second === null);
    const order = typeof first === "number" && typeof second === "number" ? first - second : swedish.compare(first, second);
    return down ? -order : order;
  }

  function ordered(body, at, down) {
    const { top, moved, foot } = bundles(body);
    const keyed = moved.map((rows) => [key(inside(rows[0])[at]), rows]);
    keyed.sort((one, other) => compared(one[0], other[0], down));
    return [...top, ...keyed.map(([, rows]) => rows), ...foot].flat();
  }

  /* Numbers come with the highest first, words from A; then the other way, then as they came. */
  function next(sorted, name, falls) {
    if (!sorted || sorted.name !== name) return { name, down: falls };
    return sorted.down === falls ? { name, down: !falls } : null;
  }

  const element = (part, props, children) => ({ type: part.type, props: { ...part.props, ...props, children } });

  function pressed(part, bodies, at, [sorted, sort]) {
    const name = heading(part);
    const here = sorted && sorted.name === name;
    const falls = bodies.flatMap((body) => column(body, at)).some((one) => typeof one === "number");
    const linked = has(part, (one) => ["Link", "A", "Button"].includes(one.type));
    const button = (children) => ({
      type: "Button",
      props: {
        type: "button", className: linked ? "sort sort-apart" : "sort", onClick: () => sort(next(sorted, name, falls)), children,
        ...(linked ? { "aria-label": `Sortera efter ${name}` } : { title: "Sortera" }),
      },
    });
    const content = linked ? [...inside(part), button([])] : button(inside(part));
    return element(part, here ? { "aria-sort": sorted.down ? "descending" : "ascending" } : {}, content);
  }

  function arranged(table, columns, state) {
    const bodies = of(table, "Tbody");
    const headings = inside(of(of(table, "Thead")[0], "Tr")[0]);
    const at = state[0] ? headings.findIndex((part, place) => columns[place] && heading(part) === state[0].name) : -1;
    const head = (part) => element(part, {}, inside(part).map((row) => element(row, {}, headings.map((one, place) => (
      columns[place] ? pressed(one, bodies, place, state) : one)))));
    const body = (part) => (at < 0 ? part : element(part, {}, ordered(part, at, state[0].down)));
    return inside(table).map((part) => ({ Thead: head, Tbody: body }[part.type] || ((one) => one))(part));
  }

  function Sortable({ table, drawn }) {
    const state = window.React.useState(null);
    const columns = window.React.useMemo(() => sortable(table), [table]);
    const { children, ...attributes } = table.props;
    return window.React.createElement("table", attributes, ...(columns ? arranged(table, columns, state) : all(children)).map(drawn));
  }

  window.kollen = Object.assign({}, window.kollen, { Sortable });

  // A browser leaves a heading that is half outside its table's box where it is.
  document.addEventListener("focusin", function (event) {
    if (event.target.matches(".sort")) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
