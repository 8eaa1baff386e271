/* Between Dash and the server, by the renderer's own hooks: a question is noted before it is asked (`request_pre`), its answer is
   looked at before Dash reads it (`request_post`), and what became of it is known afterwards (`callback_resolved`).

   A page never shows other than it says: where an answer is missing, that is told, with a way to ask again; where an answer is of
   another version than the page (`dashboard/answers.py`), nothing of it is shown and the page is opened anew. What is as it should
   be already is not set again: each property that Dash sets is a round through all of the page. */
(function () {
  "use strict";
  const PATIENCE_MS = 30000, ONCE_MS = 20000, KEPT = "renewed";
  const ROUTER = "_pages_content.children";
  const asked = new Map(), failed = new Map(), slow = new Set(), changed = [];
  const ADDRESS = "/_dash-update-component", UNREADABLE = { status: 502 };
  const asks = window.fetch;
  let renewal = null, aim = null;

  const text = (value) => JSON.stringify(value === undefined ? null : value);
  const layoutOf = (id) => window.dash_component_api.getLayout(id.startsWith("{") ? JSON.parse(id) : id);
  const notice = () => document.getElementById("answers");
  const open = () => [...asked.values()].some((one) => one.open);

  function same(id, name, value) {
    const part = layoutOf(id);
    return part && text(part.props[name]) === text(value);
  }

  /* An answer that is none of ours, such as another server's page, Dash would wait upon for good: it is given one that says so. */
  async function read(asked) {
    const answer = await asks.apply(window, arguments);
    if (answer.status !== 200 || !String(asked).split("?")[0].endsWith(ADDRESS)) return answer;
    const content = await answer.json().catch(() => null);
    if (!content || !content.response) return new Response(null, UNREADABLE);
    answer.json = () => Promise.resolve(content);
    return answer;
  }

  function asking(question) {
    const one = asked.get(question.output) || { open: 0 };
    Object.assign(one, { question, open: one.open + 1, answered: false });
    window.clearTimeout(one.timer);
    one.timer = window.setTimeout(() => { slow.add(question.output); tell(); }, PATIENCE_MS);
    asked.set(question.output, one);
  }

  function answered(question, answer) {
    const one = asked.get(question.output);
    if (!answer || !answer.served) return;
    const version = answer.served.data;
    delete answer.served;
    one.answered = one.answered || one.question === question;
    if (renewal || !same("served", "data", version)) return renew(version, answer);
    if (question.output.includes(ROUTER)) failed.clear();
    for (const [id, props] of Object.entries(answer)) {
      for (const name of Object.keys(props)) if (same(id, name, props[name])) delete props[name];
      if (!Object.keys(props).length) delete answer[id];
    }
  }

  /* Nothing of another version is shown, but where it leads. */
  function renew(version, answer) {
    renewal = version;
    const led = Object.values(answer).find((props) => props.data && props.data.href);
    if (led) aim = led.data.href;
    Object.keys(answer).forEach((id) => delete answer[id]);
  }

  function resolved(callback) {
    const one = asked.get(callback.output);
    if (!one || callback.clientside_function) return;
    const { output } = callback;
    one.open = Math.max(0, one.open - 1);
    if (one.answered) changed.push(...(one.question.changedPropIds || []));
    if (changed.length && !open()) window.dispatchEvent(new CustomEvent("kollen:answered", { detail: changed.splice(0) }));
    if (one.answered) failed.delete(output);
    else if (!one.open) failed.set(output, one.question.changedPropIds);
    if (one.answered || !one.open) {
      window.clearTimeout(one.timer);
      slow.delete(output);
    }
    tell();
    if (renewal && !open()) reopen();
  }

  function remembered() {
    try {
      return JSON.parse(window.sessionStorage.getItem(KEPT)) || {};
    } catch (refused) {
      return {};
    }
  }

  function remember(version) {
    try {
      window.sessionStorage.setItem(KEPT, JSON.stringify({ version, at: Date.now() }));
      return true;
    } catch (refused) {
      return false;
    }
  }

  /* Once for each version: servers that don't agree on which is in service must not make the page go round. */
  function reopen() {
    const last = remembered();
    if ((last.version === renewal && Date.now() - last.at < ONCE_MS) || !remember(renewal)) return tell();
    if (aim) window.history.replaceState(window.history.state, "", aim);
    window.location.reload();
  }

  const state = () => (renewal ? "renewal" : failed.size ? (document.querySelector("main h1") ? "failed" : "empty") : slow.size ? "slow" : "");

  function tell(said) {
    const place = notice();
    const now = said === undefined ? state() : said;
    if (place && place.dataset.state === "renewed" && said === undefined && !now) return;
    if (!place || place.dataset.state === now || (renewal && now === "renewal" && open())) return;
    place.dataset.state = now;
    place.querySelector("[role]").textContent = now ? place.dataset[now] : "";
    place.hidden = !now;
    place.querySelector("[data-answers=again]").hidden = !["failed", "empty"].includes(now);
    place.querySelector("[data-answers=close]").hidden = now !== "renewed";
    place.querySelector("[data-answers=reload]").hidden = ["renewed", "again"].includes(now);
  }

  /* What was changed is set once more, as it is now, and Dash asks again. */
  function again() {
    const changed = new Set([...failed.values()].flat());
    const routed = [...failed.keys()].some((output) => output.includes(ROUTER));
    tell("again");
    if (routed) return window.dash_clientside.set_props("navigation", { data: Date.now() });
    let left = 0;
    for (const prop of changed) {
      const at = prop.lastIndexOf("."), id = prop.slice(0, at), name = prop.slice(at + 1);
      const part = layoutOf(id);
      if (!part) continue;
      left += 1;
      window.dash_clientside.set_props(id.startsWith("{") ? JSON.parse(id) : id, { [name]: part.props[name] });
    }
    if (!left) window.location.reload();
  }

  const ACTS = { again, reload: () => window.location.reload(), close: () => tell("") };

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest("[data-answers]");
    if (button) ACTS[button.dataset.answers]();
  });
  window.addEventListener("online", () => failed.size && again());
  document.addEventListener("DOMContentLoaded", function () {
    const last = remembered();
    if (Date.now() - last.at < ONCE_MS) tell("renewed");
  });

  /* Why what is on the page can't be taken away now; empty where it can. */
  const unsettled = () => {
    if (renewal) return "Nya siffror har publicerats. Ladda om sidan först.";
    return failed.size || open() ? "Sidan väntar på svar från servern. Försök igen när den har svarat." : "";
  };

  /* A drawing is of the version that the page says, or of the one that its address is locked to. */
  function checked(version) {
    const locked = new URLSearchParams(window.location.search).has("v");
    if (!locked && !same("served", "data", version)) throw new RangeError("Nya siffror har publicerats. Ladda om sidan först.");
  }

  window.fetch = read;
  const hooks = { request_pre: asking, request_post: answered, callback_resolved: resolved };
  window.kollen = Object.assign({}, window.kollen, { hooks, unsettled, checked, waiting: open });
})();
