// Job: the two dialogs: a modal of the bot with its inputs, and the payload of a message.
// Must not know: how interactions are sent; a modal hands its filled-in components to `submit`.

import { el } from './dom.js';

const ACTION_ROW = 1;
const TEXT_INPUT = 4;
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
export function openModal({ title, components: rows }, submit) {
  const inputs = rows.map(({ components: [component] }) => textInput(component));
  const problem = el('p', { class: 'failure', role: 'alert' });
  const send = el('button', { type: 'submit', class: 'button primary' }, 'Versturen');
  const cancel = el('button', { type: 'button', class: 'button secondary', onclick: () => dialog.close() }, 'Annuleren');
  const form = el('form', { novalidate: true, onsubmit },
    inputs.map(({ node }) => node), problem, el('div', { class: 'row end' }, cancel, send));
  const dialog = openDialog('modal', title, form);
  inputs[0].target.focus();

  async function onsubmit(event) {
    event.preventDefault();
    const wrong = inputs.filter(({ check }) => !check());
    if (wrong.length > 0) return wrong[0].target.focus();
    if (send.getAttribute('aria-busy')) return;
    send.setAttribute('aria-busy', 'true');
    const failure = await submit(filled(inputs));
    send.removeAttribute('aria-busy');
    problem.textContent = failure ?? '';
    if (!failure) dialog.close();
  }
}

/** Discord numbers rows and inputs from 1, as they stand. */
function filled(inputs) {
  return inputs.map(({ target, custom_id }, idx) => ({
    type: ACTION_ROW, id: 2 * idx + 1, components: [{ type: TEXT_INPUT, id: 2 * idx + 2, custom_id, value: target.value }],
  }));
}

function textInput({ type, custom_id, style, label, value, placeholder, required = true, min_length: min = 0, max_length: max = LONGEST_TEXT }) {
  if (type !== TEXT_INPUT) throw new Error(`Een onderdeel van soort ${type} kent deze pagina niet.`);
  const id = `field-${serial += 1}`;
  const attributes = { id, placeholder, 'aria-required': String(required), 'aria-describedby': `${id}-fault`, oninput: onInput };
  const target = style === PARAGRAPH ? el('textarea', { ...attributes, rows: 6 }) : el('input', { ...attributes, type: 'text', autocomplete: 'off' });
  target.value = value ?? '';
  const fault = el('small', { class: 'fault', id: `${id}-fault`, role: 'alert' });
  const count = el('small');
  const node = el('div', { class: 'field' },
    el('label', { for: id }, label, required && el('span', { class: 'star', 'aria-hidden': 'true' }, ' *')),
    target, el('div', { class: 'under' }, fault, count));
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
  return { node, target, custom_id, check };
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
