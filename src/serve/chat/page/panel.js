// Job: show how the response files are, as it comes in over /events.
// Must not know: the conversation; new content is only reported through `onchange`,
// and what moderators are told through `onannounce`.

import { el } from './dom.js';
import { renderInline } from './markdown.js';

const RETRY = 3000;

/** `panel` finds its parts by class; `button` opens it on a narrow screen. */
export function watchState({ panel, button }, onchange, onannounce) {
  const find = (name) => panel.querySelector(`.${name}`);

  function connect() {
    const events = new EventSource('events');
    events.addEventListener('open', () => { find('lost').hidden = true; });
    events.addEventListener('state', (event) => {
      draw(JSON.parse(event.data));
      onchange();
    });
    events.addEventListener('announcement', (event) => onannounce(JSON.parse(event.data)));
    events.addEventListener('error', () => {
      find('lost').hidden = false;
      // The browser tries again by itself, except after an answer that was no event stream.
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
    });
  }

  function draw({ summary, stale, content, loaded_at: loaded, diagnostics, report }) {
    const level = levelOf(diagnostics);
    panel.dataset.level = level;
    button.dataset.level = level;
    button.setAttribute('aria-label', `Teksten: ${summary}`);
    find('summary').textContent = summary;
    find('stale').replaceChildren(renderInline(stale));
    find('content').replaceChildren(content, el('br'), `Gelezen ${momentOf(new Date(loaded))}`);
    find('diagnostics').replaceChildren(...diagnostics.map(drawDiagnostic));
    find('report').textContent = report;
    find('fold').hidden = diagnostics.length === 0;
  }

  connect();
}

function levelOf(diagnostics) {
  if (diagnostics.some(({ severity }) => severity === 'error')) return 'error';
  return diagnostics.length > 0 ? 'warning' : 'fine';
}

/** "om 13:58:23", or "op 14 nov 2026, 13:58" when that was another day. */
function momentOf(date) {
  const today = date.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' };
  return `${today ? 'om' : 'op'} ${new Intl.DateTimeFormat('nl', style).format(date)}`;
}

function drawDiagnostic({ file, line, column, severity, code, message, help }) {
  return el('li', { class: severity },
    el('b', {}, severity === 'error' ? 'Fout' : 'Waarschuwing'),
    el('code', { title: code }, `${file}:${line}:${column}`),
    el('p', {}, message), el('p', { class: 'help' }, help));
}
