// Job: turn Discord's markdown into DOM nodes.
// Must not know: messages, interactions, the network.
// Works in one pass without backtracking: each inline mark is open at most once, so nesting is shallow and
// the time taken grows with the length of the text, whatever that text is.

import { el, webAddress, webLink } from './dom.js';

/** Full markdown: paragraphs, headings, lists, quotes, code blocks. `nameOf(id)` names a mentioned member. */
export function renderMarkdown(text, nameOf) {
  return gathered(blocks(text, nameOf, false));
}

/** Inline marks only, as in the title of an embed. */
export function renderInline(text, nameOf) {
  return gathered(inline(text, { nameOf }));
}

function gathered(nodes) {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) fragment.append(node);
  return fragment;
}

// ---- blocks

const HEADING = /^(#{1,3}) +(\S.*)$/;
const SUBTEXT = /^-# +(\S.*)$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(\S.*)$/;
const CONTINUATION = /^ {2,}\S/;
const DEEPEST_LIST = 11;

function blocks(text, nameOf, quoted) {
  const state = { text: trimLines(text), at: 0, lineEnd: -1, nodes: [], lines: [], nameOf, quoted, fences: true };
  while (state.at < state.text.length) {
    const line = lineAt(state);
    const known = quote(state, line) || fence(state, line) || heading(state, line) || list(state, line);
    if (!known) {
      state.lines.push(line);
      skip(state, line);
    }
  }
  flush(state);
  return state.nodes;
}

function trimLines(text) {
  let start = 0;
  while (text[start] === '\n') start += 1;
  return text.slice(start).trimEnd().replaceAll('\r', '');
}

function lineAt(state) {
  // The end is kept, because one line can hold many code blocks and is then taken up many times.
  if (state.lineEnd < state.at) {
    const end = state.text.indexOf('\n', state.at);
    state.lineEnd = end < 0 ? state.text.length : end;
  }
  return state.text.slice(state.at, state.lineEnd);
}

function skip(state, line) {
  state.at += line.length + 1;
}

function flush(state) {
  if (state.lines.length === 0) return;
  // A last empty line is only drawn when another line break follows it.
  const last = state.lines.at(-1) === '' && state.at < state.text.length ? '\n' : '';
  const text = state.lines.join('\n') + last;
  state.lines = [];
  state.nodes.push(el('p', {}, inline(text, state)));
}

function quote(state, line) {
  if (state.quoted) return false;
  if (line.startsWith('>>> ')) {
    const rest = state.text.slice(state.at + 4);
    state.at = state.text.length;
    return pushQuote(state, rest);
  }
  const lines = [];
  for (; line.startsWith('> ') && state.at < state.text.length; line = lineAt(state)) {
    lines.push(line.slice(2));
    skip(state, line);
  }
  return lines.length > 0 && pushQuote(state, lines.join('\n'));
}

function pushQuote(state, text) {
  flush(state);
  state.nodes.push(el('blockquote', {}, blocks(text, state.nameOf, true)));
  return true;
}

function fence(state, line) {
  const offset = state.fences ? line.indexOf('```') : -1;
  if (offset < 0) return false;
  const open = state.at + offset + 3;
  const close = state.text.indexOf('```', open);
  // Without this, a text full of unclosed fences would be searched to its end again and again.
  if (close < 0) state.fences = false;
  const [, language, code] = /^(?:([\w+#.-]*)\n)?([^]*)$/.exec(state.text.slice(open, close));
  if (close < 0 || code.trim() === '') return false;
  if (offset > 0) state.lines.push(line.slice(0, offset));
  flush(state);
  const isDiff = language === 'diff';
  const shown = isDiff ? difference(code.trimEnd()) : [code.trimEnd()];
  state.nodes.push(el('pre', { tabindex: 0, class: isDiff ? 'diff' : null }, el('code', {}, shown)));
  state.at = state.text[close + 3] === '\n' ? close + 4 : close + 3;
  return true;
}

/** Lines that went and came, told apart as Discord does. */
function difference(code) {
  const lines = [];
  for (const [line] of code.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const tag = { '-': 'del', '+': 'ins' }[line[0]];
    add(lines, tag ? el(tag, {}, line) : line);
  }
  return lines;
}

function heading(state, line) {
  const [, marks, title] = HEADING.exec(line) ?? [];
  const [, small] = SUBTEXT.exec(line) ?? [];
  const content = title ?? small;
  if (content === undefined) return false;
  flush(state);
  skip(state, line);
  // The page itself uses h1 and h2.
  const tag = small === undefined ? `h${marks.length + 2}` : 'small';
  state.nodes.push(el(tag, {}, inline(content, state)));
  return true;
}

function list(state, line) {
  const items = [];
  for (; state.at < state.text.length; line = lineAt(state)) {
    const [, indent, mark, content] = ITEM.exec(line) ?? [];
    if (mark) items.push({ indent: indent.length, mark, lines: [content] });
    else if (items.length > 0 && CONTINUATION.test(line)) items.at(-1).lines.push(line.trimStart());
    else break;
    skip(state, line);
  }
  if (items.length === 0) return false;
  flush(state);
  const levels = [];
  for (const item of items) place(item, levels, state);
  return true;
}

/** Puts an item in the list it belongs to; `levels` holds the lists that are open, outermost first. */
function place(item, levels, state) {
  while (levels.length > 1 && item.indent < levels.at(-1).indent) levels.pop();
  const top = levels.at(-1);
  const tag = item.mark.endsWith('.') ? 'OL' : 'UL';
  const deeper = top && item.indent > top.indent && levels.length < DEEPEST_LIST;
  if (!top || deeper || top.node.tagName !== tag) {
    if (top && !deeper) levels.pop();
    const node = el(tag, { start: tag === 'OL' ? parseInt(item.mark, 10) : null });
    const parent = levels.at(-1)?.node.lastChild;
    if (parent) parent.append(node);
    else state.nodes.push(node);
    levels.push({ indent: item.indent, node });
  }
  levels.at(-1).node.append(el('li', {}, inline(item.lines.join('\n'), state)));
}

// ---- inline

const TAGS = { '**': 'strong', '*': 'em', _: 'em', __: 'u', '~~': 's' };
const LONGEST_TARGET = 2100;
const TARGET = /^<?(https?:\/\/[^\s<>]+)>?(?:\s+"([^"]*)")?$/i;
const WEB = /https?:\/\//i;
const BARE_LINK = /https?:\/\/[^\s<*|]+/iy;
const ORDINARY = /[^\\`*_~|<[hH]+/y;
const ESCAPABLE = /[^0-9A-Za-z\s]/;
const WORD = /[\p{L}\p{N}_]/u;

const STARTERS = {
  '\\': escaped, '`': code, '*': emphasis, _: emphasis, '~': pair, '|': pair,
  '<': angle, '[': maskedLink, h: bareLink, H: bareLink,
};

/** Parses inline marks to strings and nodes. A frame is a mark that was opened, with what came after it. */
function inline(text, { nameOf, insideLink = false }) {
  const state = { text, at: 0, frames: [{ mark: '', nodes: [] }], nameOf, insideLink };
  while (state.at < text.length) {
    ORDINARY.lastIndex = state.at;
    const plain = ORDINARY.exec(text)?.[0];
    if (plain) literal(state, plain.length);
    else if (!STARTERS[text[state.at]](state)) literal(state, 1);
  }
  while (state.frames.length > 1) unwrap(state);
  return state.frames[0].nodes;
}

function emit(state, node, length) {
  add(state.frames.at(-1).nodes, node);
  state.at += length;
  return true;
}

/** Text joins the text before it: the page gets slow from very many small text nodes. */
function add(nodes, node) {
  if (typeof node === 'string' && typeof nodes.at(-1) === 'string') nodes[nodes.length - 1] += node;
  else nodes.push(node);
}

function literal(state, length) {
  return emit(state, state.text.slice(state.at, state.at + length), length);
}

function runLength({ text, at }) {
  let end = at + 1;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

function escaped(state) {
  const next = state.text[state.at + 1];
  if (next === undefined || !ESCAPABLE.test(next)) return false;
  state.at += 1;
  return literal(state, 1);
}

function code(state) {
  const run = runLength(state);
  const close = closingTicks(state, run);
  if (close === undefined) return literal(state, run);
  let content = state.text.slice(state.at + run, close);
  if (run > 1) content = content.trim();
  return emit(state, el('code', {}, content), close + run - state.at);
}

/** The next run of exactly `length` backticks. All runs are listed once, in order, so a search never starts over. */
function closingTicks(state, length) {
  state.ticks ??= Map.groupBy(state.text.matchAll(/`+/g), ([run]) => run.length);
  const runs = state.ticks.get(length) ?? [];
  runs.next ??= 0;
  while (runs[runs.next]?.index <= state.at) runs.next += 1;
  return runs[runs.next]?.index;
}

/** `*` and `_`: one is italic, two are bold or underlined, three are both; longer runs mean nothing. */
function emphasis(state) {
  const run = runLength(state);
  if (run > 3) return literal(state, run);
  const mark = state.text[state.at];
  const before = state.text[state.at - 1] ?? ' ';
  const after = state.text[state.at + run] ?? ' ';
  for (let left = run; left > 0;) {
    const single = left === 1 || (left === 3 && state.frames.at(-1).mark === mark);
    if (single) toggle(state, mark, opensItalic(mark, before, after), closesItalic(mark, before, after));
    else toggle(state, mark + mark, state.at + left < state.text.length, true);
    left -= single ? 1 : 2;
  }
  return true;
}

function opensItalic(mark, before, after) {
  return /\S/.test(after) && (mark === '*' || !WORD.test(before));
}

/** An underscore within a word, as in snake_case, is just an underscore. */
function closesItalic(mark, before, after) {
  return mark === '*' ? /\S/.test(before) : !WORD.test(after);
}

function pair(state) {
  const run = runLength(state);
  if (run !== 2) return literal(state, run);
  return toggle(state, state.text.substr(state.at, 2), state.at + 2 < state.text.length, true);
}

function toggle(state, mark, opens, closes) {
  const depth = state.frames.findIndex((frame) => frame.mark === mark);
  if (depth < 0 && opens) {
    state.frames.push({ mark, nodes: [] });
    state.at += mark.length;
    return true;
  }
  if (depth < 0 || !closes) return literal(state, mark.length);
  while (state.frames.length > depth + 1) unwrap(state);
  const { nodes } = state.frames.pop();
  return emit(state, mark === '||' ? spoiler(nodes) : el(TAGS[mark], {}, nodes), mark.length);
}

/** An opened mark that is never closed was only text. */
function unwrap(state) {
  const { mark, nodes } = state.frames.pop();
  const outer = state.frames.at(-1).nodes;
  add(outer, mark);
  for (const node of nodes) add(outer, node);
}

function spoiler(nodes) {
  const hidden = el('span', { inert: true }, nodes);
  const cover = el('span', {
    class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': 'Spoiler, klik om te lezen',
    onclick: reveal,
    onkeydown: (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      reveal();
    },
  }, hidden);
  function reveal() {
    hidden.inert = false;
    cover.classList.add('revealed');
    for (const name of ['role', 'aria-label']) cover.removeAttribute(name);
    // Stays focusable by script only, so that the keyboard does not lose its place.
    cover.tabIndex = -1;
  }
  return cover;
}

const ANGLES = [
  [/<(https?:\/\/[^\s<>]+)>/iy, (state, address) => linkOrText(state, address)],
  [/<@!?(\d{1,20})>/y, (state, id) => pill(`@${state.nameOf?.(id) ?? 'onbekend lid'}`)],
  [/<@&\d{1,20}>/y, () => pill('@rol')],
  [/<#\d{1,20}>/y, () => pill('#kanaal')],
  [/<\/([^:<>\n]{1,100}):\d{1,20}>/y, (state, name) => pill(`/${name}`)],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (state, name) => `:${name}:`],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (state, seconds, style) => moment(Number(seconds) * 1000, style)],
];

function angle(state) {
  for (const [pattern, build] of ANGLES) {
    pattern.lastIndex = state.at;
    const match = pattern.exec(state.text);
    const node = match && build(state, match[1], match[2]);
    if (node) return emit(state, node, match[0].length);
  }
  return false;
}

function pill(text) {
  return el('span', { class: 'mention' }, text);
}

function linkOrText(state, address) {
  const safe = state.insideLink ? null : webAddress(address);
  return safe ? webLink(safe, {}, address) : address;
}

function bareLink(state) {
  BARE_LINK.lastIndex = state.at;
  const found = BARE_LINK.exec(state.text)?.[0];
  if (!found) return false;
  const address = withoutTail(found, state.frames);
  return emit(state, linkOrText(state, address), address.length);
}

/** Punctuation after an address belongs to the sentence, and so do marks that close what was opened before it. */
function withoutTail(address, frames) {
  const open = frames.map((frame) => frame.mark[0]);
  const opensBracket = address.includes('(');
  let end = address.length;
  while (end > 8) {
    const last = address[end - 1];
    const marks = (last === '_' || last === '~') && open.includes(last);
    const bracket = last === ')' && !opensBracket;
    if (!marks && !bracket && !'.,:;"\'!?]'.includes(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

function maskedLink(state) {
  state.pairs ??= bracketPairs(state.text);
  const close = state.pairs.get(state.at);
  const end = state.text[close + 1] === '(' ? state.pairs.get(close + 1) : undefined;
  if (state.insideLink || end === undefined || end - close > LONGEST_TARGET) return false;
  const label = state.text.slice(state.at + 1, close);
  const [, target, title = label] = TARGET.exec(state.text.slice(close + 2, end)) ?? [];
  const address = target && webAddress(target);
  // Words that look like an address cannot stand for another.
  if (!address || label.trim() === '' || WEB.test(label)) return false;
  const nodes = inline(label, { nameOf: state.nameOf, insideLink: true });
  return emit(state, webLink(address, { title: `${title}\n\n(${address})` }, nodes), end + 1 - state.at);
}

/** Where each bracket is closed, for the whole text at once. */
function bracketPairs(text) {
  const pairs = new Map();
  const open = { ']': [], ')': [] };
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') open[']'].push(at);
    else if (text[at] === '(') open[')'].push(at);
    else if (open[text[at]]?.length) pairs.set(open[text[at]].pop(), at);
  }
  return pairs;
}

const format = (style) => new Intl.DateTimeFormat('nl', style);
const MOMENTS = {
  t: format({ timeStyle: 'short' }), T: format({ timeStyle: 'medium' }),
  d: format({ dateStyle: 'short' }), D: format({ dateStyle: 'long' }),
  f: format({ dateStyle: 'long', timeStyle: 'short' }), F: format({ dateStyle: 'full', timeStyle: 'short' }),
};
const RELATIVE = new Intl.RelativeTimeFormat('nl', { numeric: 'auto' });
const UNITS = [['year', 31536e6], ['month', 2592e6], ['day', 864e5], ['hour', 36e5], ['minute', 6e4], ['second', 1e3]];

function moment(milliseconds, style = 'f') {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return null;
  const text = style === 'R' ? relative(milliseconds - Date.now()) : MOMENTS[style].format(date);
  return el('time', { datetime: date.toISOString(), title: MOMENTS.F.format(date), class: 'mention' }, text);
}

function relative(difference) {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? UNITS.at(-1);
  return RELATIVE.format(Math.round(difference / size), unit);
}
