/* The search box: suggestions as one types, by keyboard first (the combobox pattern of ARIA's authoring practices). The server
   ranks (dashboard/published/search.py, asked at /sok.json); here the answer is shown, as text only. Without script the box is a form that
   leads to /sok. The key "/" goes to the box unless the visitor is writing or has switched it off on /sok. */
(function () {
  "use strict";
  const WAIT = 60;
  const SHORTCUT = "integrationskollen.shortcut";
  const known = new Map();
  let timer = null;
  let asking = null;
  let active = -1;

  const box = () => document.getElementById("search-input");
  const list = () => document.getElementById("search-list");
  const options = () => [...list().querySelectorAll("[role=option]")];
  const isOpen = () => list().childElementCount > 0;

  function mend(input) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", "search-list");
    input.setAttribute("aria-keyshortcuts", "/");
    list().setAttribute("role", "listbox");
    list().setAttribute("aria-label", "Förslag");
  }

  function part(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function option(href, number) {
    const made = part("div", "search-option");
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.id = `search-option-${number}`;
    made.dataset.href = href;
    return made;
  }

  function draw(answer) {
    let number = 0;
    const groups = answer.groups.map(function (group, place) {
      const made = part("div", "search-group");
      made.setAttribute("role", "group");
      const title = part("div", "search-group-title", group.title);
      title.id = `search-group-${place}`;
      made.setAttribute("aria-labelledby", title.id);
      made.append(title);
      group.hits.forEach(function (hit) {
        const row = option(hit.href, number++);
        row.append(part("span", "search-title", hit.title), part("span", "search-detail", hit.detail));
        made.append(row);
      });
      return made;
    });
    if (answer.count) {
      const every = option(answer.all, number++);
      every.classList.add("search-all");
      every.append(part("span", "search-title", answer.count === 1 ? "Visa träffen och varför" : `Visa alla ${answer.count} träffar och varför`));
      groups.push(every);
    }
    list().replaceChildren(...groups);
    list().scrollTop = 0;
    choose(-1);
    box().setAttribute("aria-expanded", String(isOpen()));
    say(answer.count ? `${answer.count === 1 ? "1 träff" : `${answer.count} träffar`}. Bläddra med pil upp och ned.` : "Inget hittades.");
  }

  function say(words) {
    document.getElementById("search-status").textContent = words;
  }

  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    if (!list()) return;
    list().replaceChildren();
    choose(-1);
    box().setAttribute("aria-expanded", "false");
    say("");
  }

  function choose(place) {
    const all = options();
    active = place;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === place)));
    if (all[place]) {
      box().setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    } else {
      box().removeAttribute("aria-activedescendant");
    }
  }

  async function ask(words) {
    if (asking) asking.abort();
    if (known.has(words)) return draw(known.get(words));
    asking = new AbortController();
    try {
      const answer = await fetch(`${window.kollen.prefix}/sok.json?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (answer.status !== 200) return close();
      known.set(words, await answer.json());
      if (box().value.trim() === words && document.activeElement === box()) draw(known.get(words));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function typed() {
    const words = box().value.trim();
    clearTimeout(timer);
    if (words.length < 2) return close();
    timer = setTimeout(() => ask(words), known.has(words) ? 0 : WAIT);
  }

  function go(href, elsewhere) {
    if (elsewhere) return window.open(href, "_blank", "noopener");
    close();
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
    document.getElementById("innehall").focus({ preventScroll: true });
  }

  function step(by) {
    const count = options().length;
    if (!count) return typed();
    choose(active + by < -1 ? count - 1 : active + by >= count ? -1 : active + by);
  }

  function pressed(event) {
    const acts = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => (options()[active] ? go(options()[active].dataset.href, event.ctrlKey || event.metaKey) : search(box())),
    };
    if (event.key === "Escape" && isOpen()) acts.Escape = close;
    if (!acts[event.key] || event.isComposing) return;
    event.preventDefault();
    acts[event.key]();
  }

  function search(field) {
    const words = field.value.trim();
    if (words) go(`${window.kollen.prefix}/sok?${new URLSearchParams({ q: words })}`);
  }

  function shortcut(event) {
    const writing = event.target.closest("input, textarea, select, [contenteditable], .dash-dropdown-content");
    const off = window.localStorage.getItem(SHORTCUT) === "off";
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || off || !box()) return;
    event.preventDefault();
    box().focus();
    box().select();
  }

  document.addEventListener("keydown", function (event) {
    if (!event.target.closest) return;
    if (event.target.id === "search-input") pressed(event);
    else shortcut(event);
  });
  document.addEventListener("input", (event) => event.target.id === "search-input" && typed());
  document.addEventListener("focusin", (event) => event.target.id === "search-input" && typed());
  document.addEventListener("focusout", (event) => event.target.id === "search-input" && close());
  document.addEventListener("mousedown", (event) => event.target.closest("#search-list") && event.preventDefault());
  document.addEventListener("click", function (event) {
    const row = event.target.closest("#search-list [role=option]");
    if (row) go(row.dataset.href, event.ctrlKey || event.metaKey);
  });
  document.addEventListener("submit", function (event) {
    if (event.target.getAttribute("action") !== `${window.kollen.prefix}/sok`) return;
    event.preventDefault();
    search(event.target.querySelector("[name=q]"));
  });

  /* A choice kept in this browser only. */
  function keep(on) {
    window.localStorage.setItem(SHORTCUT, on ? "on" : "off");
    return window.dash_clientside.no_update;
  }

  new MutationObserver(function () {
    const input = box();
    if (input && list() && !input.hasAttribute("role")) mend(input);
  }).observe(document.documentElement, { childList: true, subtree: true });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { search: { shortcut: keep } });
})();
