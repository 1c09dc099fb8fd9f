// Job: draw the components of a message: buttons and menus.
// Must not know: how a press is sent; it calls `press(component, values, control)`.

import { el, webAddress, webLink } from './dom.js';

const BUTTON = 2;
const MENU = 3;
const STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

export function renderComponents(rows, press) {
  return rows.map((row) => el('div', { class: 'row' }, row.components.map((component) => renderComponent(component, press))));
}

function renderComponent(component, press) {
  if (component.type === BUTTON) return renderButton(component, press);
  if (component.type === MENU) return renderMenu(component, press);
  throw new Error(`Een onderdeel van soort ${component.type} kent deze pagina niet.`);
}

function renderButton(component, press) {
  const { style, label, disabled, url, custom_id: id } = component;
  const attributes = { class: `button ${STYLES[style]}` };
  const address = url && webAddress(url);
  if (address) return webLink(address, attributes, label, el('span', { class: 'away', 'aria-hidden': 'true' }, '↗'),
    el('span', { class: 'unseen' }, ', opent een nieuw tabblad'));
  return el('button', {
    ...attributes, type: 'button', 'data-custom-id': id, disabled: disabled || !id,
    onclick: (event) => press(component, undefined, event.currentTarget),
  }, label);
}

let serial = 0;

/**
 * A menu as a button that opens a list box. Focus stays on the button and the list follows it, so that Escape,
 * Tab and a redraw never lose the keyboard.
 */
function renderMenu(component, press) {
  const { placeholder, options, disabled, custom_id: id } = component;
  const listId = `menu-${serial += 1}`;
  let active = 0;

  const shown = el('span', {}, placeholder);
  const control = el('button', {
    type: 'button', class: 'select', role: 'combobox', 'data-custom-id': id, disabled, 'aria-label': placeholder,
    'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-controls': listId,
    onclick: () => (list.hidden ? open() : close()), onkeydown: onKey, onblur: close,
    // A choice that led to nothing new is cleared, so that the same one can be tried again.
    onsettled: () => { shown.textContent = placeholder; },
  }, shown, el('span', { 'aria-hidden': 'true' }, '▾'));
  const list = el('ul', {
    id: listId, role: 'listbox', class: 'menu', hidden: true, 'aria-label': placeholder,
    onmousedown: (event) => event.preventDefault(),
  }, options.map(({ label, description }, idx) => el('li', { role: 'option', id: `${listId}-${idx}`, onclick: () => pick(idx) },
    el('div', {}, label, description && el('small', {}, description)))));

  function open() {
    if (control.getAttribute('aria-busy')) return;
    list.hidden = false;
    control.setAttribute('aria-expanded', 'true');
    const room = control.closest('.scroller').getBoundingClientRect().bottom - control.getBoundingClientRect().bottom;
    list.classList.toggle('up', room < Math.min(list.offsetHeight + 8, 240));
    move(0);
  }

  function close() {
    list.hidden = true;
    control.setAttribute('aria-expanded', 'false');
    control.removeAttribute('aria-activedescendant');
  }

  function move(idx) {
    list.children[active].setAttribute('aria-selected', 'false');
    active = Math.min(Math.max(idx, 0), options.length - 1);
    const node = list.children[active];
    node.setAttribute('aria-selected', 'true');
    node.scrollIntoView({ block: 'nearest' });
    control.setAttribute('aria-activedescendant', node.id);
  }

  function pick(idx) {
    close();
    shown.textContent = options[idx].label;
    press(component, [options[idx].value], control);
  }

  const keys = {
    ArrowDown: () => move(active + 1), ArrowUp: () => move(active - 1), Home: () => move(0), End: () => move(Infinity),
    Enter: () => pick(active), ' ': () => pick(active), Escape: close,
  };

  function onKey(event) {
    if (list.hidden ? !event.key.startsWith('Arrow') : !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (list.hidden) open();
    else keys[event.key]();
  }

  return el('div', { class: 'select-box' }, control, list);
}
