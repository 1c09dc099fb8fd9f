// Job: read a typed command line against the registered commands, and say what could be typed next.
// Must not know: the page, the network. Everything here is a function of its arguments.

const SUBCOMMAND = 1;
const GROUP = 2;
const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;
const USER = 6;
const NUMBER = 10;
const ONE_WORD = [INTEGER, BOOLEAN, NUMBER];

/** All that can be sent: a command, or each subcommand of it, with the path of names that leads to it. */
export function leavesOf(commands) {
  return commands.filter((command) => (command.type ?? 1) === 1).flatMap((command) => {
    const nested = (command.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
    return nested.length > 0 ? nested.flatMap((option) => below(command, [command.name], option)) : leaf(command, [command.name], command);
  });
}

function below(command, path, option) {
  const here = [...path, option.name];
  return option.type === GROUP ? option.options.flatMap((child) => below(command, here, child)) : leaf(command, here, option);
}

function leaf(command, path, { description, options = [] }) {
  return [{ command, path, name: path.join(' '), description, options }];
}

/** Null for ordinary text; without `leaf` when no command is complete yet. */
export function parse(text, leaves) {
  if (!text.startsWith('/')) return null;
  const rest = text.slice(1);
  const found = leaves.filter(({ name }) => rest === name || rest.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!found) return { query: rest };
  const start = 1 + found.name.length;
  return { query: rest, leaf: found, segments: segmentsOf(text, start, found.options) };
}

/** A segment is one option with its text: `from` is where it starts, `valueFrom` where its value starts. */
function segmentsOf(text, start, options) {
  const segments = markers(text, start, options);
  segments.forEach((segment, idx) => { segment.to = segments[idx + 1]?.from ?? text.length; });
  const first = options.find((option) => option.type === STRING) ?? options[0];
  const lead = { option: first, from: start + 1, valueFrom: start + 1, to: segments[0]?.from ?? text.length };
  if (segments.length === 0 ? text.length > start : text.slice(start, lead.to).trim()) segments.unshift(lead);
  const all = segments.some(({ option }) => option === first) ? segments : splitFirstWord(segments, first, text);
  for (const segment of all) segment.text = text.slice(segment.valueFrom, segment.to).trim();
  return all.filter((segment) => segment.option);
}

function markers(text, start, options) {
  const found = [];
  for (const option of options) {
    // The first one counts: a later one is part of somebody's sentence.
    const at = indexOfMarker(text, option.name, start);
    if (at >= 0) found.push({ option, from: at, valueFrom: at + option.name.length + 1 });
  }
  return found.sort((a, b) => a.from - b.from);
}

function indexOfMarker(text, name, start) {
  const at = text.indexOf(` ${name}:`, start);
  return at < 0 ? -1 : at + 1;
}

/** What follows the last number or yes-or-no was meant for the option that takes text. */
function splitFirstWord(segments, first, text) {
  const last = segments.at(-1);
  const word = last && ONE_WORD.includes(last.option.type) && /^\s*\S+\s/.exec(text.slice(last.valueFrom))?.[0];
  if (!word) return segments;
  const cut = last.valueFrom + word.length;
  return [...segments.slice(0, -1), { ...last, to: cut }, { option: first, from: cut, valueFrom: cut, to: text.length }];
}

/** The segment the caret stands in. */
export function segmentAt({ segments = [] }, caret) {
  return segments.findLast((segment) => caret >= segment.from);
}

export function unused({ leaf: { options }, segments }) {
  return options.filter((option) => segments.every((segment) => segment.option !== option || isEmptyLead(segment)));
}

function isEmptyLead(segment) {
  return segment.text === '' && segment.from === segment.valueFrom;
}

/** The values an option can only have, as suggestions; null when any text will do. */
export function closedChoices(option, members) {
  if (option.choices) return option.choices.map(({ name, value }) => ({ name, value }));
  if (option.type === BOOLEAN) return [{ name: 'true', value: true, description: 'ja' }, { name: 'false', value: false, description: 'nee' }];
  if (option.type === USER) return members.map((member) => ({ name: member.global_name, value: member.id }));
  return null;
}

const SYNONYMS = { ja: true, waar: true, yes: true, nee: false, onwaar: false, no: false };

/** Reads one value: `{ value }`, or `{ problem }` in words for the member. `picked` finds a choice taken from a list. */
export function readValue(option, text, members, picked) {
  const choice = picked(option, text);
  if (choice !== undefined) return { value: choice };
  const closed = closedChoices(option, members);
  if (closed) return readChoice(option, text, closed);
  if (option.type === STRING) return readText(option, text);
  if (option.type === INTEGER || option.type === NUMBER) return readNumber(option, text);
  return { problem: `De optie ${option.name} kun je op deze pagina niet invullen. Dat kan wel in Discord.` };
}

function readChoice(option, text, closed) {
  const folded = text.toLowerCase().replace(/^@/, '');
  if (option.type === BOOLEAN && folded in SYNONYMS) return { value: SYNONYMS[folded] };
  const exact = closed.find(({ name, value }) => name.toLowerCase() === folded || String(value) === text);
  if (exact) return { value: exact.value };
  return { problem: `Kies bij ${option.name}: ${closed.slice(0, 5).map(({ name }) => name).join(', ')}.` };
}

function readText(option, text) {
  const length = [...text].length;
  if (length < option.min_length) return { problem: `${option.name} moet minstens ${option.min_length} tekens lang zijn.` };
  if (length > (option.max_length ?? 6000)) return { problem: `${option.name} mag niet langer zijn dan ${option.max_length ?? 6000} tekens.` };
  return { value: text };
}

function readNumber(option, text) {
  const value = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(value) || (option.type === INTEGER && !Number.isSafeInteger(value))) {
    return { problem: `Vul bij ${option.name} een ${option.type === INTEGER ? 'heel getal' : 'getal'} in.` };
  }
  if (value < option.min_value) return { problem: `${option.name} moet minstens ${option.min_value} zijn.` };
  if (value > option.max_value) return { problem: `${option.name} mag hoogstens ${option.max_value} zijn.` };
  return { value };
}

/** Everything filled in, ready to send: `{ options }`, or `{ problem, option }` for the first thing that is wrong. */
export function readOptions({ leaf: { options }, segments }, members, picked) {
  const filled = [];
  for (const { option, text } of segments) {
    if (text === '') continue;
    const { value, problem } = readValue(option, text, members, picked);
    if (problem) return { problem, option };
    filled.push({ name: option.name, type: option.type, value });
  }
  const missing = options.find((option) => option.required && filled.every(({ name }) => name !== option.name));
  if (missing) return { problem: `Vul ${missing.name} nog in: ${missing.description}`, option: missing };
  return { options: filled };
}

/** For autocomplete: what can be read so far, and the focused option as typed, as Discord does. */
export function partialOptions(parsed, focused, members, picked) {
  const options = [];
  for (const { option, text } of parsed.segments) {
    if (option === focused || text === '') continue;
    const { value, problem } = readValue(option, text, members, picked);
    if (!problem) options.push({ name: option.name, type: option.type, value });
  }
  const typed = parsed.segments.find(({ option }) => option === focused);
  return [...options, { name: focused.name, type: focused.type, value: typed?.text ?? '', focused: true }];
}

/** Names first that start with the query, then names that contain it. */
export function matching(leaves, query) {
  const folded = query.trim().toLowerCase();
  const at = ({ name }) => name.toLowerCase().indexOf(folded);
  return [...leaves.filter((one) => at(one) === 0), ...leaves.filter((one) => at(one) > 0)];
}
