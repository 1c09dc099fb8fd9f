// Job: show the state of the response files as it comes in over /events.
// Must not know: the conversation; a new generation is only reported through `onchange`.

import { el } from './dom.js';

const RETRY = 3000;

/** `nodes`: panel (its parts are found by class) and the button that opens it on a narrow screen. */
export function watchState({ panel, button }, onchange) {
  const find = (name) => panel.querySelector(`.${name}`);
  let generation;

  function connect() {
    const events = new EventSource('/events');
    events.addEventListener('open', () => { find('lost').hidden = true; });
    events.addEventListener('state', (event) => receive(JSON.parse(event.data)));
    events.addEventListener('error', () => {
      find('lost').hidden = false;
      // Who comes back after a pause may have missed anything, also a restart that counts from the start again.
      generation = undefined;
      // The browser tries again by itself, except after an answer that was no event stream.
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
    });
  }

  function receive(state) {
    draw(state);
    if (generation !== state.generation) onchange();
    generation = state.generation;
  }

  function draw({ files, entries, loaded_at, diagnostics, report }) {
    const { level, text } = verdict(diagnostics);
    panel.dataset.level = level;
    button.dataset.level = level;
    button.setAttribute('aria-label', `Stand van de antwoorden: ${text}`);
    find('verdict').textContent = text;
    find('files').textContent = files;
    find('entries').textContent = entries;
    find('loaded').textContent = moment(loaded_at);
    find('diagnostics').replaceChildren(...diagnostics.map(drawDiagnostic));
    find('report').textContent = report;
    find('fold').hidden = !report?.trim();
  }

  connect();
}

function verdict(diagnostics) {
  const count = (severity) => diagnostics.filter((one) => one.severity === severity).length;
  const errors = count('error');
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return { level: 'fine', text: 'Alles in orde' };
  const parts = [
    errors > 0 && `${errors} ${errors === 1 ? 'fout' : 'fouten'}`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'waarschuwing' : 'waarschuwingen'}`,
  ];
  return { level: errors > 0 ? 'error' : 'warning', text: parts.filter(Boolean).join(' en ') };
}

function moment(text) {
  const date = new Date(text);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat('nl', { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(date);
}

function drawDiagnostic({ file, line, column, severity, code, message, help }) {
  return el('li', { 'data-testid': 'diagnostic', 'data-severity': severity },
    el('span', { class: 'severity' }, severity === 'error' ? 'Fout' : 'Waarschuwing'),
    el('code', { title: code }, `${file}:${line}:${column}`),
    el('p', {}, message), help && el('p', { class: 'help' }, help));
}
