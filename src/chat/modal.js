// Job: the two dialogs: a modal of the bot with its inputs, and the payload of a message.
// Must not know: how interactions are sent; a modal hands its filled-in components to `submit`.

import { isSelect, selectMenu } from './component.js';
import { el } from './dom.js';
import { renderMarkdown } from './markdown.js';

const LONGEST_TEXT = 4000;
let serial = 0;

function openDialog(attributes, title, ...content) {
  const titleId = `dialog-${serial += 1}`;
  const close = el('button', { type: 'button', class: 'icon', 'aria-label': 'Sluiten', onclick: () => dialog.close() }, '✕');
  const dialog = el('dialog', { ...attributes, 'aria-labelledby': titleId, onclose: () => dialog.remove() },
    el('header', {}, el('h2', { id: titleId }, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** `submit(components)` resolves to null when all went well, else to what went wrong; then the modal stays open. */
export function openModal({ title, components }, submit) {
  const number = numbering();
  const inputs = components.map((component) => modalPart(component, number));
  const problem = el('p', { class: 'failure', role: 'alert', hidden: true });
  const send = el('button', { type: 'submit', class: 'button primary' }, 'Versturen');
  const cancel = el('button', { type: 'button', class: 'button secondary', onclick: () => dialog.close() }, 'Annuleren');
  const form = el('form', { class: 'scroller', novalidate: true, onsubmit: onSubmit },
    inputs.map((input) => input.node), problem, el('div', { class: 'row end' }, cancel, send));
  const dialog = openDialog({ class: 'modal', 'data-testid': 'modal' }, title, form);
  (form.querySelector('input, textarea, .select') ?? send).focus();

  async function onSubmit(event) {
    event.preventDefault();
    const faults = inputs.flatMap((input) => input.check());
    if (faults.length > 0) return faults[0].focus();
    if (send.getAttribute('aria-busy')) return;
    send.setAttribute('aria-busy', 'true');
    const failure = await submit(inputs.map((input) => input.filled()));
    send.removeAttribute('aria-busy');
    if (!failure) return dialog.close();
    problem.hidden = false;
    problem.textContent = failure;
  }
}

/** Discord numbers components that bring no id of their own. */
function numbering() {
  let last = 0;
  return ({ id }) => id || (last += 1);
}

/** One top-level component: its `node`, its `check` (the inputs that are wrong) and its `filled` form for the submit. */
function modalPart(component, number) {
  const { type } = component;
  const id = number(component);
  if (type === 1) {
    const children = component.components.map((child) => field(child, child, number));
    return part(children, el('div', {}, children.map((child) => child.node)), () => ({ type, id, components: children.map((child) => child.filled()) }));
  }
  if (type === 18) {
    const child = field(component.component, component, number);
    return part([child], child.node, () => ({ type, id, component: child.filled() }));
  }
  const text = type === 10 ? renderMarkdown(component.content) : 'Dit onderdeel is hier niet te zien. In Discord wel.';
  return part([], el('div', { class: 'text' }, text), () => ({ type, id }));
}

function part(children, node, filled) {
  return { node, filled, check: () => children.flatMap((child) => child.check()) };
}

/** A labelled input; `caption` holds label and description, which is the row's child itself or the Label around it. */
function field(component, { label, description }, number) {
  const id = number(component);
  const { type, custom_id } = component;
  const base = `field-${serial += 1}`;
  const required = component.required ?? true;
  const input = control(component, base);
  const fault = el('small', { class: 'fault', id: `${base}-fault`, role: 'alert' });
  input.target.setAttribute('aria-describedby', `${base}-help ${base}-fault`);
  if (required) input.target.setAttribute('aria-required', 'true');
  const node = el('div', { class: 'field' },
    el('label', { for: input.target.id, id: `${base}-label` }, label ?? '', required && el('span', { class: 'star', 'aria-hidden': 'true' }, ' *')),
    el('small', { id: `${base}-help` }, description ?? ''), input.node, el('div', { class: 'under' }, fault, input.count));

  function check() {
    fault.textContent = input.problem(required) ?? '';
    input.target.setAttribute('aria-invalid', String(fault.textContent !== ''));
    return fault.textContent ? [input.target] : [];
  }
  input.target.addEventListener('input', () => fault.textContent && check());
  return { node, check, filled: () => ({ type, id, custom_id, ...input.value() }) };
}

function control(component, base) {
  if (component.type === 4) return textInput(component, base);
  if (isSelect(component)) return menuInput(component, base);
  const notice = el('p', { class: 'notice', id: base, tabindex: -1 }, 'Dit veld kun je hier niet invullen. In Discord wel.');
  return { target: notice, node: notice, count: '', value: () => ({ values: [] }), problem: () => null };
}

function textInput({ style, value, placeholder, min_length: min = 0, max_length: max = LONGEST_TEXT }, id) {
  const long = style === 2;
  const target = el(long ? 'textarea' : 'input', { id, placeholder, ...(long ? { rows: 6 } : { type: 'text', autocomplete: 'off' }) });
  target.value = value ?? '';
  const count = el('small', { class: 'count' });
  const length = () => [...target.value].length;
  const draw = () => { count.textContent = `${length()} / ${max}`; };
  draw();
  target.addEventListener('input', draw);

  function problem(required) {
    if (length() === 0) return required ? 'Vul dit nog in.' : null;
    if (length() < min) return `Schrijf minstens ${min} tekens.`;
    return length() > max ? `Dit is te lang: hoogstens ${max} tekens.` : null;
  }
  return { target, node: target, count, problem, value: () => ({ value: target.value }) };
}

function menuInput(component, base) {
  const menu = selectMenu(component, { labelledBy: `${base}-label` });
  const { min_values: min = 1 } = component;
  const problem = (required) => {
    const count = menu.values().length;
    if (count === 0) return required ? 'Maak nog een keuze.' : null;
    return count < min ? `Kies er minstens ${min}.` : null;
  };
  return { target: menu.control, node: menu.node, count: '', problem, value: () => ({ values: menu.values() }) };
}

/** The exact callback that Discord would get, to read and to copy. */
export function openPayload(callback) {
  const text = JSON.stringify(callback, null, 2);
  const code = el('pre', { 'data-testid': 'payload-json', tabindex: 0, class: 'scroller' }, text);
  const copy = el('button', { type: 'button', class: 'button primary', onclick: onCopy }, 'Kopiëren');
  const said = el('span', { role: 'status' });
  const dialog = openDialog({ class: 'payload' }, 'Payload: dit krijgt Discord', code, el('div', { class: 'row end' }, said, copy));

  async function onCopy() {
    // The clipboard can be closed to a page; then the text is selected, ready for Ctrl+C.
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!done) window.getSelection().selectAllChildren(code);
    said.textContent = done ? 'Gekopieerd' : 'Geselecteerd: druk op Ctrl+C';
  }
  return dialog;
}
