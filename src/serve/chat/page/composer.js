// Job: the input: suggestions, keyboard, history, and handing over what the member wants to send.
// Must not know: what a message looks like, or how interactions are sent.

import { ATTACHMENT, closedChoices, matching, parse, partialOptions, readOptions, segmentAt, unused } from './command.js';
import { el } from './dom.js';

const PAUSE_BEFORE_ASKING = 120;

/** `leaves()` are the commands now; `autocomplete(leaf, options)` asks for choices; `send` gets what was entered. */
export function createComposer({ form, members, leaves, autocomplete, send }) {
  const find = (selector) => form.querySelector(selector);
  const [input, list, hint, status] = ['#composer', '#suggestions', '#hint', '#composer-status'].map(find);
  const picks = new Map();
  const history = [];
  let recalled = 0;
  let items = [];
  let active = -1;
  let asked = '';
  let choices = { key: '', list: [] };
  let timer;
  const chooser = el('input', { type: 'file', class: 'chooser', hidden: true, 'aria-label': 'Bestand' });
  form.append(chooser);

  const pickKey = (leaf, option, text) => [leaf.name, option.name, text].join('\n');
  const pickedFor = (leaf) => (option, text) => picks.get(pickKey(leaf, option, text));

  // -- what to suggest

  function refresh() {
    const parsed = parse(input.value, leaves());
    if (!parsed) return close();
    if (!parsed.segments?.length) return suggestCommands(parsed);
    const segment = segmentAt(parsed.segments, input.selectionStart);
    if (segment) suggestValues(parsed, segment);
    else close();
  }

  function suggestCommands({ query, leaf }) {
    const found = matching(leaves(), query).map((one) => ({
      label: `/${one.name}`, description: one.description, insert: `/${one.name} `, from: 0, to: input.value.length,
    }));
    show(found, leaf ? leaf.description : 'Commando’s', found.length > 0 && !query.endsWith(' ') ? 0 : -1);
  }

  function suggestValues(parsed, segment) {
    const { option, text } = segment;
    const { leaf } = parsed;
    const names = optionItems(parsed, segment);
    const picked = (value) => picks.has(pickKey(leaf, option, value));
    // After a choice from the list, the next word is the beginning of another option.
    const settled = picked(text) || (names.length > 0 && picked(text.replace(/\s*\S*$/, '')));
    const closed = closedChoices(option, members);
    let values = [];
    if (closed) values = narrow(closed, text);
    else if (option.autocomplete && !settled) values = askedChoices(parsed, option);
    const given = values.map((choice) => choiceItem(leaf, segment, choice));
    if (option.type === ATTACHMENT && !settled) given.push(fileItem(leaf, segment));
    show([...given, ...names], hintFor(option, parsed), closed && text !== '' && given.length > 0 ? 0 : -1);
  }

  /** A value that is already complete needs no suggestion. */
  function narrow(closed, text) {
    const folded = text.toLowerCase().replace(/^@/, '');
    if (closed.some(({ name }) => name.toLowerCase() === folded)) return [];
    return matching(closed, folded);
  }

  function choiceItem(leaf, segment, { name, value, description }) {
    const { option, from, to } = segment;
    return { label: name, plain: true, description, insert: `${option.name}:${name} `, from, to, pick: [pickKey(leaf, option, name), value] };
  }

  function fileItem(leaf, segment) {
    return { label: 'Kies een bestand van deze computer…', plain: true, run: () => chooseFile(leaf, segment) };
  }

  function chooseFile(leaf, { option, from, to }) {
    chooser.onchange = () => {
      const [file] = chooser.files;
      if (file) apply({ insert: `${option.name}:${file.name} `, from, to, pick: [pickKey(leaf, option, file.name), file] });
      // The same file can be chosen again, when it was changed meanwhile.
      chooser.value = '';
    };
    chooser.click();
  }

  function optionItems(parsed, segment) {
    const { from, to, text } = segment;
    const typed = input.value.slice(from, to);
    const word = /\S*$/.exec(typed)[0];
    const fits = ({ name }) => name.startsWith(word.toLowerCase());
    const named = segment.valueFrom > from;
    if (named && text === '') return [];
    const start = to - word.length;
    return unused(parsed).filter((option) => fits(option) && option !== segment.option).map((option) => ({
      label: `${option.name}:`, description: option.description, tag: option.required ? 'verplicht' : 'optie',
      insert: `${option.name}:`, from: start, to,
    }));
  }

  function hintFor(option, parsed) {
    const others = unused(parsed).filter((one) => one !== option).map(({ name }) => `${name}:`).join(' ');
    return `${option.name}: ${option.description}${choices.problem ?? ''}${others && ` · kan ook: ${others}`}`;
  }

  // -- autocomplete

  /** The choices known now; asks for new ones when the text changed since the last question. */
  function askedChoices(parsed, option) {
    const key = `${parsed.leaf.name}\n${option.name}`;
    const question = `${key}\n${input.value}`;
    if (choices.key !== key) choices = { key, list: [] };
    if (asked !== question) {
      asked = question;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_BEFORE_ASKING, question, key, parsed, option);
    }
    return choices.list;
  }

  async function ask(question, key, parsed, option) {
    list.setAttribute('aria-busy', 'true');
    const options = partialOptions(parsed, option, members, pickedFor(parsed.leaf));
    const answer = await autocomplete(parsed.leaf, options).catch(() => null);
    // Somebody who types faster than answers come must not see an answer to an older question.
    if (question !== asked) return;
    list.removeAttribute('aria-busy');
    choices = { key, list: answer ?? [], problem: answer ? '' : ' · suggesties ophalen lukte niet' };
    if (document.activeElement === input) refresh();
  }

  // -- the list

  function show(next, text, preselected) {
    items = next;
    hint.textContent = text;
    list.replaceChildren(...items.map(drawItem));
    list.hidden = items.length === 0;
    find('#popup').hidden = false;
    input.setAttribute('aria-expanded', String(items.length > 0));
    choose(preselected);
    status.textContent = items.length > 0 ? `${items.length} suggesties` : '';
    status.classList.remove('problem');
  }

  function drawItem({ label, description, tag, plain }, idx) {
    return el('li', {
      id: `suggestion-${idx}`, role: 'option', 'aria-selected': 'false',
      onclick: () => apply(items[idx]),
    }, plain ? label : el('b', {}, label), description && el('span', {}, description), tag && el('i', {}, tag));
  }

  function choose(idx) {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = idx;
    const node = list.children[idx];
    if (!node) return input.removeAttribute('aria-activedescendant');
    node.setAttribute('aria-selected', 'true');
    node.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', node.id);
  }

  function close() {
    items = [];
    choose(-1);
    find('#popup').hidden = true;
    input.setAttribute('aria-expanded', 'false');
    asked = '';
    clearTimeout(timer);
  }

  function apply({ insert, from, to, pick, run }) {
    if (run) return run();
    if (pick) picks.set(...pick);
    input.setRangeText(insert, from, to, 'end');
    input.focus();
    refresh();
  }

  // -- sending

  function submit() {
    const text = input.value.trim();
    if (text === '') return;
    const parsed = parse(input.value.trimEnd(), leaves());
    const read = parsed?.leaf && readOptions(parsed, members, pickedFor(parsed.leaf));
    if (read?.problem) return explain(read);
    if (history.at(-1) !== text) history.push(text);
    recalled = history.length;
    input.value = '';
    close();
    send({ text, parsed, options: read?.options });
  }

  function explain({ problem, option }) {
    const parsed = parse(input.value, leaves());
    if (parsed.segments.every((segment) => segment.option !== option)) {
      input.value = `${input.value.trimEnd()} ${option.name}:`;
    }
    refresh();
    status.textContent = problem;
    status.classList.add('problem');
  }

  function recall() {
    recalled = Math.max(0, recalled - 1);
    input.value = history[recalled] ?? '';
    input.setSelectionRange(input.value.length, input.value.length);
  }

  // -- events

  const closed = () => items.length === 0;
  const step = (by) => choose((active + by + items.length + (active < 0 && by < 0 ? 1 : 0)) % items.length);
  const alreadyComplete = () => input.value === items[active].insert?.trim();
  const keys = {
    ArrowDown: () => (closed() ? refresh() : step(1)),
    ArrowUp: () => {
      if (!closed()) step(-1);
      else if (input.value === '' || input.value === history[recalled]) recall();
    },
    Tab: () => (closed() ? false : apply(items[Math.max(active, 0)])),
    Enter: () => (active >= 0 && !alreadyComplete() ? apply(items[active]) : submit()),
    Escape: close,
  };

  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const act = Object.hasOwn(keys, event.key) && keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  input.addEventListener('input', () => {
    recalled = history.length;
    refresh();
  });
  input.addEventListener('click', refresh);
  input.addEventListener('blur', close);
  // Keeps the caret where it is, and the keyboard of a phone open.
  find('#popup').addEventListener('mousedown', (event) => event.preventDefault());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });

  return {
    fill(text) {
      input.value = text;
      input.focus();
      refresh();
    },
  };
}
