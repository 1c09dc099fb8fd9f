// Job: make DOM nodes in one call.
// Must not know: Discord, messages, the network. There is no way to pass HTML as text here, on purpose:
// whatever a bot writes can only ever become text.

/** Makes an element. Functions under `onclick` and the like become listeners; what is null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  // One by one: a text can have more parts than a call can have arguments.
  for (const child of children.flat()) if (child || child === 0) node.append(child);
  return node;
}

/** The address when it is safe to link to, else null: only the web, never `javascript:` and the like. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export function webLink(address, attributes, ...children) {
  return el('a', { ...attributes, href: address, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
