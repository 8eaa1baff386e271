/* What the server is asked. Dash forgets the answer to a question that is put again before it has come, and with it what was
   changed the first time: the server, which answers only what the changes concern, is told of them all. */
(function () {
  "use strict";
  const unanswered = new Map();

  /* Dash calls this before each question; the latest change stands first. */
  function ask(payload) {
    const { output, changedPropIds } = payload;
    const before = unanswered.has(output) ? unanswered.get(output).changedPropIds : [];
    payload.changedPropIds = [...new Set([...changedPropIds, ...before])];
    unanswered.set(output, payload);
  }

  function answered(payload) {
    if (unanswered.get(payload.output) === payload) unanswered.delete(payload.output);
  }

  window.kollen = Object.assign({}, window.kollen, { ask, answered });
})();
