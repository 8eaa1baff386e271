/* "Mina grupper": groups of kommuner that a reader names, kept in this browser's own storage and never sent. A group is put into the
   control of kommuner as any other: it replaces the choice or is added to it, and the one in focus stays. */
(function () {
  "use strict";
  const KEY = "mina-grupper", MOST = 20, LONGEST = 40;
  const CODE = /^[0-9]{2}([0-9]{2})?$/;
  const value = (id) => window.dash_component_api.getLayout(id).props.value;
  const set = (id, given) => window.dash_clientside.set_props(id, { value: given });

  function sound(group) {
    return group && typeof group.name === "string" && Array.isArray(group.codes) && group.codes.every((code) => CODE.test(code));
  }

  function kept() {
    try {
      const found = JSON.parse(window.localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found.filter(sound).slice(0, MOST) : [];
    } catch (refused) {
      return [];
    }
  }

  function keep(groups) {
    try {
      window.localStorage.setItem(KEY, JSON.stringify(groups));
      return true;
    } catch (refused) {
      return false;
    }
  }

  function button(act, words, name, label) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "take-button";
    made.dataset.group = act;
    made.dataset.name = name;
    made.textContent = words;
    if (label) made.setAttribute("aria-label", label);
    return made;
  }

  function row(group) {
    const made = document.createElement("li");
    made.append(
      button("use", `${group.name} (${group.codes.length})`, group.name),
      button("drop", "×", group.name, `Ta bort gruppen ${group.name}`),
    );
    return made;
  }

  function fill(menu, words) {
    menu.querySelector("ul").replaceChildren(...kept().map(row));
    menu.querySelector("[role=status]").textContent = words || "";
  }

  function save(menu) {
    const input = menu.querySelector("input"), name = input.value.trim().slice(0, LONGEST);
    const codes = value(menu.dataset.municipalities) || [];
    if (!name || !codes.length) return fill(menu, name ? "Välj minst en kommun först." : "Skriv vad gruppen ska heta.");
    const others = kept().filter((group) => group.name !== name);
    if (others.length >= MOST) return fill(menu, `Högst ${MOST} grupper får plats. Ta bort någon först.`);
    const saved = keep([...others, { name, codes }]);
    if (saved) input.value = "";
    return fill(menu, saved ? `Gruppen ${name} är sparad.` : "Webbläsaren låter inget sparas.");
  }

  function use(menu, name) {
    const group = kept().find((one) => one.name === name), ids = menu.dataset;
    if (!group) return fill(menu);
    const before = value(ids.municipalities) || [], focus = value(ids.focus);
    const first = value(ids.how) === "lagg" ? before : before.filter((code) => code === focus);
    set(ids.municipalities, [...new Set([...first, ...group.codes])]);
    if (ids.name && value(ids.how) !== "lagg") set(ids.name, group.name);
    return undefined;
  }

  function drop(menu, name) {
    keep(kept().filter((group) => group.name !== name));
    fill(menu);
  }

  const ACTS = { save, use, drop };

  document.addEventListener("click", function (event) {
    const pressed = event.target.closest && event.target.closest(".own-groups [data-group]");
    if (pressed) ACTS[pressed.dataset.group](pressed.closest(".own-groups"), pressed.dataset.name);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches(".own-groups input")) return;
    event.preventDefault();
    save(event.target.closest(".own-groups"));
  });

  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches(".own-groups[open]")) fill(event.target);
  }, true);
})();
