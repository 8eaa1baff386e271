/* Steps through the years of the control that a player belongs to, one at a time or by itself. The list has the newest first.
   Playing waits for each year to be shown before the next, and is not offered to those who want no motion. */
(function () {
  "use strict";
  const PAUSE = 1200;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let timer = null;

  function years(player) {
    return document.getElementById(player.dataset.player);
  }

  /* The list begins with an empty entry that stands for no choice. */
  function offered(select) {
    return [...select.options].map((option) => option.value).filter(Boolean);
  }

  function go(select, place) {
    const year = offered(select)[place];
    if (year) window.dash_clientside.set_props(select.id, { value: year });
    return Boolean(year);
  }

  function stop() {
    window.clearTimeout(timer);
    timer = null;
    document.querySelectorAll(".player-step.playing").forEach(function (button) {
      button.classList.remove("playing");
      button.setAttribute("aria-label", "Spela upp åren");
    });
  }

  function turn(button, place) {
    const select = button.isConnected && years(button.closest("[data-player]"));
    if (!select || place < 0 || !go(select, place)) return stop();
    const wanted = offered(select)[place];
    timer = window.setTimeout(function wait() {
      const heading = document.getElementById("map-title");
      const shown = select.value === wanted && heading && heading.textContent.includes(wanted);
      if (shown || !heading) return turn(button, place - 1);
      timer = window.setTimeout(wait, 100);
      return undefined;
    }, PAUSE);
    return undefined;
  }

  function play(button) {
    if (timer) return stop();
    const select = years(button.closest("[data-player]"));
    const shown = offered(select).indexOf(select.value);
    button.classList.add("playing");
    button.setAttribute("aria-label", "Stoppa");
    return turn(button, shown === 0 ? offered(select).length - 1 : shown - 1);
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest("[data-step]");
    if (!button) return;
    const kind = button.dataset.step;
    if (kind === "play") {
      if (!still.matches) play(button);
      return;
    }
    stop();
    const select = years(button.closest("[data-player]"));
    go(select, offered(select).indexOf(select.value) + (kind === "back" ? 1 : -1));
  });
})();
