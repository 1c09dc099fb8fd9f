// Job: make DOM nodes in one call.
// Must not know: Discord, messages, the network. There is no way to pass HTML as text here, on purpose:
// whatever a bot writes can only ever become text.

/** Makes an element. Functions under `onclick` and the like become listeners; null and false leave an attribute out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
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
