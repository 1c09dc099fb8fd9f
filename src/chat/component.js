// Job: draw the components of a message: buttons and menus.
// Must not know: how a press is sent; it calls `press(component, values, control)`.

import { el, webAddress, webLink } from './dom.js';
import { MEMBERS } from './interaction.js';

const STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

export function emojiText(emoji) {
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}

function emojiNode(emoji) {
  return emoji?.name ? el('span', { class: 'emoji', 'aria-hidden': 'true' }, emojiText(emoji)) : null;
}

export function renderComponents(rows, press) {
  return rows.map((row) => el('div', { class: 'row' }, (row.components ?? [row]).map((one) => renderComponent(one, press))));
}

function renderComponent(component, press) {
  if (component.type === 2) return renderButton(component, press);
  if (isSelect(component)) return selectMenu(component, { onpick: (values, control) => press(component, values, control) }).node;
  return el('p', { class: 'notice' }, `Een onderdeel van soort ${component.type} is hier niet te zien. In Discord wel.`);
}

function renderButton(component, press) {
  const { style, label, emoji, disabled, url, custom_id: id } = component;
  const content = [emojiNode(emoji), label];
  const attributes = { class: `button ${STYLES[style]}`, 'data-testid': 'button', 'aria-label': label ? null : emoji && emojiText(emoji) };
  const address = style === 5 && webAddress(url);
  if (address && !disabled) return webLink(address, attributes, content, el('span', { class: 'away', 'aria-hidden': 'true' }, '↗'));
  return el('button', {
    ...attributes, type: 'button', 'data-custom-id': id, disabled: disabled || style === 5,
    onclick: (event) => press(component, undefined, event.currentTarget),
  }, content);
}

export function isSelect({ type }) {
  return type === 3 || type === 5;
}

function optionsOf(component) {
  if (component.type === 3) return component.options;
  const defaults = (component.default_values ?? []).map(({ id }) => id);
  return MEMBERS.map(({ id, global_name: label }) => ({ label, value: id, default: defaults.includes(id) }));
}

let serial = 0;

/**
 * A menu as a button that opens a list box. Focus stays on the button and the list follows it, so that Escape,
 * Tab and a redraw never lose the keyboard. `onpick` gets the values: at once, or on closing when several may be chosen.
 */
export function selectMenu(component, { onpick = () => {}, labelledBy } = {}) {
  const options = optionsOf(component);
  const many = (component.max_values ?? 1) > 1;
  const listId = `menu-${serial += 1}`;
  const preset = options.filter((option) => option.default);
  let chosen = new Set(preset);
  let changed = false;
  let active = -1;

  const shown = el('span', { class: 'shown' });
  const control = el('button', {
    type: 'button', class: 'select', role: 'combobox', id: `${listId}-control`,
    'data-testid': 'select', 'data-custom-id': component.custom_id, disabled: component.disabled,
    'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-controls': listId,
    'aria-labelledby': labelledBy && `${labelledBy} ${listId}-control`,
    onclick: () => (isOpen() ? close() : open()), onkeydown: onKey, onblur: close,
  }, shown, el('span', { class: 'arrow', 'aria-hidden': 'true' }, '▾'));
  const list = el('ul', {
    id: listId, role: 'listbox', class: 'menu', hidden: true, 'aria-label': component.placeholder ?? 'Keuzes',
    'aria-multiselectable': many && 'true', onmousedown: (event) => event.preventDefault(),
  }, options.map(drawOption));

  function drawOption(option, idx) {
    return el('li', {
      role: 'option', id: `${listId}-${idx}`, 'data-testid': 'select-option', 'data-value': option.value,
      onclick: () => pick(idx),
    }, emojiNode(option.emoji), el('span', {}, el('b', {}, option.label), option.description && el('small', {}, option.description)));
  }

  function draw() {
    const labels = options.filter((option) => chosen.has(option)).map((option) => option.label);
    shown.textContent = labels.join(', ') || component.placeholder || 'Maak een keuze';
    shown.classList.toggle('placeholder', labels.length === 0);
    options.forEach((option, idx) => list.children[idx].setAttribute('aria-selected', String(chosen.has(option))));
  }

  const isOpen = () => !list.hidden;

  function open() {
    if (control.getAttribute('aria-busy')) return;
    list.hidden = false;
    control.setAttribute('aria-expanded', 'true');
    const room = control.closest('.scroller').getBoundingClientRect().bottom - control.getBoundingClientRect().bottom;
    list.classList.toggle('up', room < list.offsetHeight + 8 && room < 240);
    move(Math.max(0, options.findIndex((option) => chosen.has(option))));
  }

  function close() {
    if (!isOpen()) return;
    list.hidden = true;
    control.setAttribute('aria-expanded', 'false');
    control.removeAttribute('aria-activedescendant');
    if (changed && chosen.size >= (component.min_values ?? 1)) commit();
    else if (changed) reset();
    changed = false;
  }

  function move(idx) {
    list.children[active]?.classList.remove('active');
    active = Math.min(Math.max(idx, 0), options.length - 1);
    list.children[active].classList.add('active');
    list.children[active].scrollIntoView({ block: 'nearest' });
    control.setAttribute('aria-activedescendant', list.children[active].id);
  }

  function pick(idx) {
    const option = options[idx];
    if (many) {
      if (chosen.delete(option)) changed = true;
      else if (chosen.size < component.max_values) changed = Boolean(chosen.add(option));
      return draw();
    }
    chosen = new Set(component.min_values === 0 && chosen.has(option) ? [] : [option]);
    close();
    commit();
  }

  function commit() {
    draw();
    onpick(values(), control);
  }

  function reset() {
    chosen = new Set(preset);
    draw();
  }

  const values = () => options.filter((option) => chosen.has(option)).map((option) => option.value);
  const keys = {
    ArrowDown: () => move(active + 1), ArrowUp: () => move(active - 1), Home: () => move(0), End: () => move(Infinity),
    Enter: () => pick(active), ' ': () => pick(active), Escape: close,
  };

  function onKey(event) {
    const opens = ['ArrowDown', 'ArrowUp'].includes(event.key);
    if (!isOpen() && !opens) return;
    if (isOpen() && event.key.length === 1 && event.key !== ' ') return jump(event.key.toLowerCase());
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isOpen()) keys[event.key]();
    else open();
  }

  function jump(letter) {
    const starts = (option) => option.label.toLowerCase().startsWith(letter);
    const next = options.findIndex((option, idx) => idx > active && starts(option));
    const found = next < 0 ? options.findIndex(starts) : next;
    if (found >= 0) move(found);
  }

  draw();
  // The page clears a choice that led to nothing new, so that the same one can be tried again.
  control.addEventListener('settled', reset);
  return { node: el('div', { class: 'select-box' }, control, list), control, values };
}
