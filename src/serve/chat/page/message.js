// Job: draw one message from its payload: who, what led to it, text, embeds, components.
// Must not know: the network or other messages; what can be done with a message comes in as `actions`.

import { renderComponents } from './component.js';
import { el } from './dom.js';
import { renderInline, renderMarkdown } from './markdown.js';
import { MEMBERS, fileOf, nameOf } from './interaction.js';

const TIME = new Intl.DateTimeFormat('nl', { timeStyle: 'short' });

/** `actions`: press, dismiss, showPayload, and `commands` (the app's commands for messages, each with a `run`). */
export function renderMessage(message, actions) {
  const { content: { content, embeds = [], components = [] }, author, failure } = message;
  return el('article', {
    class: 'message', tabindex: -1, 'data-private': message.private, 'aria-label': labelOf(message),
  }, contextLine(message), avatar(author), el('div', { class: 'body' },
    heading(message),
    content && el('div', { class: 'text' }, renderMarkdown(content, nameOf)),
    renderFile(message),
    embeds.map(renderEmbed),
    renderComponents(components, actions.press),
    failure && el('p', { class: 'failure', role: 'status' }, el('b', {}, failure.title), ` ${failure.detail}`),
    message.private && privateNote(message, actions)), toolbar(message, actions));
}

/** What a screen reader calls a message; that it is private stands below it, and is said first here. */
function labelOf({ author, owner, private: isPrivate }) {
  const reader = owner === MEMBERS[0] ? 'jou' : owner?.global_name;
  return `Bericht van ${nameOf(author.id)}${isPrivate ? `, alleen voor ${reader}` : ''}`;
}

/** The file that came with a message: a picture to see, with words for who does not see it, anything else to save. */
function renderFile({ content: { attachments = [] }, callback, file = fileOf(callback) }) {
  if (!file || attachments.length === 0) return null;
  const [{ filename, description }] = attachments;
  if (description) return el('img', { class: 'picture', src: file, alt: description });
  return el('div', { class: 'row' }, el('a', { class: 'button link', href: file, download: filename }, `Bewaar ${filename}`));
}

export function avatar({ id, bot }) {
  const kind = bot ? 'bot' : `member-${MEMBERS.findIndex((member) => member.id === id)}`;
  return el('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, nameOf(id)[0]);
}

/** "jij gebruikte /tips" above an answer to a command, the message answered to above an answer to a press. */
function contextLine({ context }) {
  if (!context) return null;
  const { member, usage, quoted, jump, place } = context;
  if (place) return el('div', { class: 'context' }, el('span', {}, place));
  const text = usage ? [' gebruikte ', el('code', {}, usage)] : [' reageerde op ', el('button', { type: 'button', class: 'plain', onclick: jump }, quoted)];
  return el('div', { class: 'context' }, avatar(member), el('span', {}, el('b', {}, member.global_name), text));
}

/** Who speaks, as a heading, so that one can go from message to message by headings alone. */
function heading({ author, time, edited }) {
  return el('div', { class: 'who' }, el('h2', {}, nameOf(author.id)), author.bot && el('span', { class: 'app' }, 'APP'),
    el('time', { datetime: time.toISOString() }, TIME.format(time)), edited && el('small', { title: TIME.format(edited) }, '(bewerkt)'));
}

function privateNote({ owner }, { dismiss }) {
  const reader = owner === MEMBERS[0] ? 'jij kunt' : `${owner.global_name} kan`;
  return el('p', { class: 'private' }, `Alleen ${reader} dit zien · `,
    el('button', { type: 'button', class: 'plain', onclick: dismiss }, 'Sluiten'));
}

function toolbar({ callback }, { showPayload, commands }) {
  const tools = commands.map(({ name, run }) => tool(name, run));
  if (callback) tools.push(tool('Payload', showPayload));
  return tools.length > 0 ? el('div', { class: 'tools', role: 'group', 'aria-label': 'Met dit bericht' }, tools) : null;
}

function tool(label, onclick) {
  return el('button', { type: 'button', class: 'tool', onclick }, label);
}

function renderEmbed({ title, description, fields = [], footer, color }) {
  const node = el('section', { class: 'embed' },
    title && el('h3', {}, renderInline(title, nameOf)),
    description && el('div', { class: 'text' }, renderMarkdown(description, nameOf)),
    fields.map(renderField),
    footer && el('footer', {}, footer.text));
  // No colour means Discord's neutral bar, which the style sheet has.
  if (color) node.style.setProperty('--bar', `#${color.toString(16).padStart(6, '0')}`);
  return node;
}

function renderField({ name, value }) {
  return el('div', {}, el('h4', {}, renderInline(name, nameOf)), el('div', { class: 'text' }, renderMarkdown(value, nameOf)));
}

/** The first words of a message, for the line above an answer to it. */
export function excerpt({ content: { content, embeds } }) {
  const text = content || embeds?.[0]?.title || embeds?.[0]?.description || 'een bericht';
  return el('span', {}, renderInline(text, nameOf)).textContent.slice(0, 80);
}

/** Puts a new drawing in the place of an old one, with the keyboard where it was. */
export function replaceMessage(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const place = focusable(before).indexOf(focused);
  before.replaceWith(after);
  if (!focused) return;
  const { customId } = focused.dataset;
  const same = customId && after.querySelector(`[data-custom-id="${CSS.escape(customId)}"]`);
  const target = [same, focusable(after)[place]].find((node) => node && !node.disabled) ?? after;
  target.focus({ preventScroll: true });
}

function focusable(node) {
  return [...node.querySelectorAll('button, a[href], [tabindex="0"]')];
}
