// Job: read a typed command line against the registered commands, and say what could be typed next.
// Must not know: the page, the network. Everything here is a function of its arguments.

const SLASH_COMMAND = 1;
const SUBCOMMAND = 1;
const STRING = 3;
const BOOLEAN = 5;
const USER = 6;
export const ATTACHMENT = 11;

/** All that can be sent: a command, or each subcommand of it. */
export function leavesOf(commands) {
  return commands.filter(({ type }) => type === SLASH_COMMAND).flatMap((command) => {
    const subcommands = command.options.filter(({ type }) => type === SUBCOMMAND);
    if (subcommands.length === 0) return { command, name: command.name, description: command.description, options: command.options };
    return subcommands.map(({ name: subcommand, description, options = [] }) => (
      { command, subcommand, name: `${command.name} ${subcommand}`, description, options }));
  });
}

/** Null for ordinary text; without `leaf` when no command is complete yet. */
export function parse(text, leaves) {
  if (!text.startsWith('/')) return null;
  const query = text.slice(1);
  const leaf = leaves.filter(({ name }) => query === name || query.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
  return leaf ? { query, leaf, segments: segmentsOf(text, 1 + leaf.name.length, leaf.options) } : { query };
}

/** A segment is one option with its text: `from` is where it starts, `valueFrom` where its value starts. */
function segmentsOf(text, start, options) {
  const segments = markers(text, start, options);
  segments.forEach((segment, idx) => { segment.to = segments[idx + 1]?.from ?? text.length; });
  const first = options.find(({ type }) => type === STRING) ?? options[0];
  const lead = { option: first, from: start + 1, valueFrom: start + 1, to: segments[0]?.from ?? text.length };
  if (segments.length === 0 ? text.length > start : text.slice(start, lead.to).trim()) segments.unshift(lead);
  const all = segments.some(({ option }) => option === first) ? segments : splitFirstWord(segments, first, text);
  for (const segment of all) segment.text = text.slice(segment.valueFrom, segment.to).trim();
  return all.filter(({ option }) => option);
}

function markers(text, start, options) {
  const found = [];
  for (const option of options) {
    // The first one counts: a later one is part of somebody's sentence.
    const at = text.indexOf(` ${option.name}:`, start) + 1;
    if (at > 0) found.push({ option, from: at, valueFrom: at + option.name.length + 1 });
  }
  return found.sort((a, b) => a.from - b.from);
}

/** What follows the word of a last yes-or-no was meant for the option that takes text. */
function splitFirstWord(segments, first, text) {
  const last = segments.at(-1);
  const word = last?.option.type === BOOLEAN && /^\s*\S+\s/.exec(text.slice(last.valueFrom))?.[0];
  if (!word) return segments;
  const cut = last.valueFrom + word.length;
  return [...segments.slice(0, -1), { ...last, to: cut }, { option: first, from: cut, valueFrom: cut, to: text.length }];
}

/** The segment the caret stands in. */
export function segmentAt(segments, caret) {
  return segments.findLast(({ from }) => caret >= from);
}

export function unused({ leaf, segments }) {
  return leaf.options.filter((option) => segments.every((segment) => segment.option !== option || isEmptyLead(segment)));
}

function isEmptyLead({ text, from, valueFrom }) {
  return text === '' && from === valueFrom;
}

/** The values an option can only have, as suggestions; null when any text will do. */
export function closedChoices({ type }, members) {
  if (type === BOOLEAN) return [{ name: 'true', value: true, description: 'ja' }, { name: 'false', value: false, description: 'nee' }];
  if (type === USER) return members.map(({ id, global_name: name }) => ({ name, value: id }));
  return null;
}

/** Reads one value: `{ value }`, or `{ problem }` in words for the member. `picked` finds a choice taken from a list. */
function readValue(option, text, members, picked) {
  const choice = picked(option, text);
  if (choice !== undefined) return { value: choice };
  if (option.type === ATTACHMENT) return { problem: `Kies bij ${option.name} een bestand van deze computer.` };
  const closed = closedChoices(option, members);
  if (!closed) return { value: text };
  const folded = text.toLowerCase().replace(/^@/, '');
  const exact = closed.find(({ name, description }) => folded === name || folded === description);
  if (exact) return { value: exact.value };
  return { problem: `Kies bij ${option.name}: ${closed.map(({ name }) => name).join(', ')}.` };
}

/** Everything filled in, ready to send: `{ options }`, or `{ problem, option }` for the first thing that is wrong. */
export function readOptions({ leaf, segments }, members, picked) {
  const filled = [];
  for (const { option, text } of segments) {
    if (text === '') continue;
    const { value, problem } = readValue(option, text, members, picked);
    if (problem) return { problem, option };
    filled.push({ name: option.name, type: option.type, value });
  }
  const missing = leaf.options.find((option) => option.required && filled.every(({ name }) => name !== option.name));
  if (missing) return { problem: `Vul ${missing.name} nog in: ${missing.description}`, option: missing };
  return { options: filled };
}

/** For autocomplete: what can be read so far, and the focused option as typed, as Discord does. */
export function partialOptions({ segments }, focused, members, picked) {
  const options = [];
  for (const { option, text } of segments) {
    if (option === focused || text === '' || option.type === ATTACHMENT) continue;
    const { value, problem } = readValue(option, text, members, picked);
    if (!problem) options.push({ name: option.name, type: option.type, value });
  }
  const typed = segments.find(({ option }) => option === focused);
  return [...options, { name: focused.name, type: focused.type, value: typed.text, focused: true }];
}

/** Names first that start with the query, then names that contain it. */
export function matching(named, query) {
  const folded = query.trim().toLowerCase();
  const at = ({ name }) => name.toLowerCase().indexOf(folded);
  return [...named.filter((one) => at(one) === 0), ...named.filter((one) => at(one) > 0)];
}
