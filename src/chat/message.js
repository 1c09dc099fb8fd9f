// Job: draw one message from its payload: who, what led to it, text, embeds, components.
// Must not know: the network or other messages; what can be done with a message comes in as `actions`.

import { renderComponents } from './component.js';
import { el, webAddress, webLink } from './dom.js';
import { renderInline, renderMarkdown } from './markdown.js';
import { MEMBERS, SUPPRESS_EMBEDS, nameOf } from './interaction.js';

const FIELDS_IN_A_ROW = 3;

/** `actions`: press, dismiss, showPayload, and `commands` (the app's commands for messages, each with a `run`). */
export function renderMessage(message, actions) {
  const { content, author, private: isPrivate, edited, failure } = message;
  const node = el('article', {
    class: 'message', tabindex: -1, 'data-testid': 'message', 'data-author': author.bot ? 'bot' : 'member',
    'data-private': isPrivate && 'true', 'data-edited': edited && 'true', 'aria-label': `Bericht van ${nameOf(author.id)}`,
  }, contextLine(message), avatar(author), el('div', { class: 'body' },
    heading(message),
    message.thinking && el('p', { class: 'notice' }, 'aandeslag denkt na…'),
    content.content && el('div', { class: 'text' }, renderMarkdown(content.content, nameOf), edited && editedMark(edited)),
    (content.flags ?? 0) & SUPPRESS_EMBEDS ? null : (content.embeds ?? []).map(renderEmbed),
    renderComponents(content.components ?? [], actions.press),
    !content.content && edited && editedMark(edited),
    failure && el('p', { class: 'failure', role: 'status', 'data-testid': 'error' }, el('b', {}, failure.title), ` ${failure.detail}`),
    isPrivate && privateNote(message, actions)), toolbar(message, actions));
  return node;
}

export function avatar({ id, bot }) {
  const kind = bot ? 'bot' : `member-${MEMBERS.findIndex((member) => member.id === id)}`;
  return el('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, nameOf(id)[0]);
}

/** "jij gebruikte /tips" above an answer to a command, the message answered to above an answer to a press. */
function contextLine({ context }) {
  if (!context) return null;
  const { member, usage, quoted, jump } = context;
  const text = usage ? [' gebruikte ', el('code', {}, usage)] : [' reageerde op ', el('button', { type: 'button', class: 'plain', onclick: jump }, quoted)];
  return el('div', { class: 'context' }, avatar(member), el('span', {}, el('b', {}, member.global_name), text));
}

function heading({ author, time }) {
  return el('div', { class: 'who' }, el('b', {}, nameOf(author.id)), author.bot && el('span', { class: 'app' }, 'APP'), clock(time));
}

function clock(time) {
  const format = (style) => new Intl.DateTimeFormat('nl', style).format(time);
  return el('time', { datetime: time.toISOString(), title: format({ dateStyle: 'full', timeStyle: 'short' }) }, format({ timeStyle: 'short' }));
}

function editedMark(edited) {
  return el('small', { class: 'edited', title: new Intl.DateTimeFormat('nl', { timeStyle: 'medium' }).format(edited) }, '(bewerkt)');
}

function privateNote({ owner }, actions) {
  const reader = owner === MEMBERS[0] ? 'jij kunt' : `${owner.global_name} kan`;
  return el('p', { class: 'private' }, `Alleen ${reader} dit zien · `,
    el('button', { type: 'button', class: 'plain', onclick: actions.dismiss }, 'Sluiten'));
}

function toolbar({ author, callback }, { showPayload, commands }) {
  const tool = (label, onclick, testid) => el('button', { type: 'button', class: 'tool', onclick, 'data-testid': testid }, label);
  const tools = commands.map(({ name, run }) => tool(name, run, 'message-command'));
  if (author.bot && callback) tools.push(tool('Payload', showPayload, 'payload-open'));
  return tools.length > 0 ? el('div', { class: 'tools' }, tools) : null;
}

// ---- embeds

function renderEmbed(embed) {
  const { title, description, fields = [], footer, author, color, timestamp, image, thumbnail } = embed;
  const node = el('section', { class: 'embed', 'data-testid': 'embed' },
    author && el('div', { class: 'embed-author' }, linked(author.name, author.url)),
    title && el('h3', { class: 'embed-title' }, linked(renderInline(title, nameOf), embed.url)),
    description && el('div', { class: 'text' }, renderMarkdown(description, nameOf)),
    rowsOf(fields).map((row) => el('div', { class: 'fields', 'data-columns': row.length }, row.map(renderField))),
    [thumbnail, image].filter(Boolean).map(renderImage),
    (footer || timestamp) && el('footer', {}, [footer?.text, timestamp && momentText(timestamp)].filter(Boolean).join(' • ')));
  // No colour means Discord's neutral bar, which the style sheet has.
  if (color) node.style.setProperty('--bar', `#${color.toString(16).padStart(6, '0')}`);
  return node;
}

function linked(content, url) {
  const address = url && webAddress(url);
  return address ? webLink(address, {}, content) : content;
}

function momentText(timestamp) {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat('nl', { dateStyle: 'short', timeStyle: 'short' }).format(date);
}

/** Inline fields share a row, at most three; a block field has its own. */
function rowsOf(fields) {
  const rows = [];
  let room = 0;
  for (const field of fields) {
    if (field.inline && room > 0) rows.at(-1).push(field);
    else rows.push([field]);
    room = field.inline ? (room > 0 ? room - 1 : FIELDS_IN_A_ROW - 1) : 0;
  }
  return rows;
}

function renderField({ name, value }) {
  return el('div', {}, el('h4', {}, renderInline(name, nameOf)), el('div', { class: 'text' }, renderMarkdown(value, nameOf)));
}

/** This page fetches nothing from elsewhere, so a picture is named instead of shown. */
function renderImage({ url, description }) {
  if (url?.startsWith('data:image/')) return el('img', { src: url, alt: description ?? '' });
  return el('p', { class: 'notice' }, 'Afbeelding: ', linked(url ?? '', url));
}

/** The first words of a message, for the line above an answer to it. */
export function excerpt({ content: { content, embeds } }) {
  const text = content || embeds?.[0]?.title || embeds?.[0]?.description || 'een bericht';
  const plain = document.createElement('span');
  plain.append(renderInline(text, nameOf));
  return plain.textContent.slice(0, 80);
}

/** Puts a new drawing in the place of an old one, with the keyboard where it was. */
export function replaceMessage(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const place = focusable(before).indexOf(focused);
  const id = focused?.dataset.customId;
  before.replaceWith(after);
  if (!focused) return;
  const same = id && after.querySelector(`[data-custom-id="${CSS.escape(id)}"]`);
  const target = [same, focusable(after)[place]].find((node) => node && !node.disabled) ?? after;
  target.focus({ preventScroll: true });
}

function focusable(node) {
  return [...node.querySelectorAll('button, a[href], [tabindex="0"]')];
}
