// Job: the two dialogs: a modal of the bot with its inputs, and the payload of a message.
// Must not know: how interactions are sent; a modal hands its filled-in components to `submit`.

import { el } from './dom.js';
import { renderMarkdown } from './markdown.js';

const ACTION_ROW = 1;
const TEXT_INPUT = 4;
const TEXT_DISPLAY = 10;
const LABEL = 18;
const PARAGRAPH = 2;
const LONGEST_TEXT = 4000;
let serial = 0;

function openDialog(kind, title, ...content) {
  const titleId = `dialog-${serial += 1}`;
  const close = el('button', { type: 'button', class: 'icon', 'aria-label': 'Sluiten', onclick: () => dialog.close() }, '✕');
  const dialog = el('dialog', { class: kind, 'aria-labelledby': titleId, onclose: () => dialog.remove() },
    el('header', {}, el('h2', { id: titleId }, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** `submit(components)` resolves to null when all went well, else to what went wrong; then the modal stays open. */
export function openModal({ title, components }, submit) {
  const number = numbering();
  const parts = components.map((component) => modalPart(component, number));
  const problem = el('p', { class: 'failure', role: 'alert' });
  const send = el('button', { type: 'submit', class: 'button primary' }, 'Versturen');
  const cancel = el('button', { type: 'button', class: 'button secondary', onclick: () => dialog.close() }, 'Annuleren');
  const form = el('form', { novalidate: true, onsubmit },
    parts.map(({ node }) => node), problem, el('div', { class: 'row end' }, cancel, send));
  const dialog = openDialog('modal', title, form);
  form.querySelector('input, textarea')?.focus();

  async function onsubmit(event) {
    event.preventDefault();
    const wrong = parts.flatMap(({ inputs }) => inputs).filter((input) => !input.check());
    if (wrong.length > 0) return wrong[0].target.focus();
    if (send.getAttribute('aria-busy')) return;
    send.setAttribute('aria-busy', 'true');
    const failure = await submit(parts.map(({ filled }) => filled()));
    send.removeAttribute('aria-busy');
    problem.textContent = failure ?? '';
    if (!failure) dialog.close();
  }
}

/** Discord numbers components that bring no id of their own. */
function numbering() {
  let last = 0;
  return ({ id }) => id || (last += 1);
}

/** One top-level component: its `node`, its `inputs`, and its `filled` form for the submit. */
function modalPart(component, number) {
  const { type } = component;
  const id = number(component);
  if (type === ACTION_ROW) {
    const inputs = component.components.map((input) => textInput(input, input, number));
    return { inputs, node: el('div', {}, inputs.map(({ node }) => node)), filled: () => ({ type, id, components: inputs.map(({ filled }) => filled()) }) };
  }
  if (type === LABEL) {
    const input = textInput(component.component, component, number);
    return { inputs: [input], node: input.node, filled: () => ({ type, id, component: input.filled() }) };
  }
  if (type !== TEXT_DISPLAY) throw unknown(type);
  return { inputs: [], node: el('div', { class: 'text' }, renderMarkdown(component.content)), filled: () => ({ type, id }) };
}

function unknown(type) {
  return new Error(`Een onderdeel van soort ${type} kent deze pagina niet.`);
}

/** Its label and description stand on the input itself, or on the Label around it. */
function textInput(component, { label, description }, number) {
  const id = number(component);
  const { type, custom_id, style, value, placeholder, required = true, min_length: min = 0, max_length: max = LONGEST_TEXT } = component;
  if (type !== TEXT_INPUT) throw unknown(type);
  const base = `field-${serial += 1}`;
  const shared = { id: base, placeholder, 'aria-required': String(required), 'aria-describedby': `${base}-help ${base}-fault`, oninput: onInput };
  const target = style === PARAGRAPH ? el('textarea', { ...shared, rows: 6 }) : el('input', { ...shared, type: 'text', autocomplete: 'off' });
  target.value = value ?? '';
  const fault = el('small', { class: 'fault', id: `${base}-fault`, role: 'alert' });
  const count = el('small');
  const node = el('div', { class: 'field' },
    el('label', { for: base }, label, required && el('span', { class: 'star', 'aria-hidden': 'true' }, ' *')),
    el('small', { id: `${base}-help` }, description), target, el('div', { class: 'under' }, fault, count));
  const length = () => [...target.value].length;

  function problem() {
    if (length() === 0) return required ? 'Vul dit nog in.' : '';
    if (length() < min) return `Schrijf minstens ${min} tekens.`;
    return length() > max ? `Dit is te lang: hoogstens ${max} tekens.` : '';
  }

  function check() {
    fault.textContent = problem();
    target.setAttribute('aria-invalid', String(fault.textContent !== ''));
    return fault.textContent === '';
  }

  function onInput() {
    count.textContent = `${length()} / ${max}`;
    if (fault.textContent) check();
  }

  onInput();
  return { node, target, check, filled: () => ({ type, id, custom_id, value: target.value }) };
}

/** The exact callback that Discord would get, to read and to copy. */
export function openPayload(callback) {
  const text = JSON.stringify(callback, null, 2);
  const code = el('pre', { tabindex: 0, 'aria-label': 'Payload' }, text);
  const copy = el('button', { type: 'button', class: 'button primary', onclick: onCopy }, 'Kopiëren');
  const said = el('span', { role: 'status' });
  openDialog('payload', 'Payload: dit krijgt Discord', code, el('div', { class: 'row end' }, said, copy));

  async function onCopy() {
    // The clipboard can be closed to a page; then the text is selected, ready for Ctrl+C.
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!done) window.getSelection().selectAllChildren(code);
    said.textContent = done ? 'Gekopieerd' : 'Geselecteerd: druk op Ctrl+C';
  }
}
