// Job: the conversation: what was said, what leads to what, and keeping it current.
// Must not know: how a message, a modal or a command line looks; those have their own modules.

import { ATTACHMENT, leavesOf } from './command.js';
import { createComposer } from './composer.js';
import { el } from './dom.js';
import { avatar, excerpt, renderMessage, replaceMessage } from './message.js';
import { openModal, openPayload } from './modal.js';
import { watchState } from './panel.js';
import {
  BOT, InteractionFailed, MEMBERS, PRIVATE, autocompleteInteraction, commandInteraction, componentInteraction, merge,
  fileOf, messageCommandInteraction, modalInteraction, post, snowflake, upload,
} from './interaction.js';

// The kinds of callbacks.
const MESSAGE = 4;
const UPDATE = 7;
const MODAL = 9;
const EXAMPLES = 4;
const REDRAWN = 10;
const SILENT = 'De app reageerde niet.';

const byId = (id) => document.getElementById(id);
const log = byId('log');
const scroller = byId('conversation');
const messages = [];
let loaded;
let commands = [];
let leaves = [];
let member = MEMBERS[0];
let refreshing = Promise.resolve();

// ---- messages

/** `content` is the message payload, `callback` what Discord got, `source` the interaction it answered; the first of those is the `origin`. */
function addMessage(fields) {
  const message = { id: snowflake(), time: new Date(), content: {}, origin: fields.source, ...fields };
  message.private = Boolean(message.content.flags & PRIVATE);
  message.before = { flags: message.private ? PRIVATE : 0 };
  message.node = renderMessage(message, actionsFor(message));
  messages.push(message);
  return message;
}

function actionsFor(message) {
  const menu = commands.filter((command) => command.type === 3);
  return {
    press: (component, values, control) => press(message, component, values, control),
    dismiss: () => dismiss(message),
    showPayload: () => openPayload(message.callback),
    commands: menu.map((command) => ({ name: command.name, run: () => runOnMessage(command, message) })),
  };
}

function append(node) {
  log.append(node);
  showEnd(node);
  return node;
}

/** Goes to the end, but never past the first line of what is new: that is where reading starts. */
function showEnd(node) {
  const top = scroller.scrollTop + node.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop = Math.min(scroller.scrollHeight, Math.max(0, top - 12));
}

function redrawNode(message) {
  const node = renderMessage(message, actionsFor(message));
  replaceMessage(message.node, node);
  message.node = node;
}

function dismiss(message) {
  message.node.remove();
  messages.splice(messages.indexOf(message), 1);
  byId('composer').focus();
}

/** What the bot tells the moderators, who have a channel of their own in Discord. */
function announce({ message: content, file }) {
  append(addMessage({ author: BOT, content, file, context: { place: 'In het kanaal van de moderatoren' } }).node);
}

// ---- commands

function send({ text, parsed, options }) {
  if (parsed?.leaf) return runCommand(parsed, options);
  append(addMessage({ author: member, content: { content: text } }).node);
  const why = parsed ? `${text.split(' ')[0]} is geen commando van deze bot` : 'De bot leest gewone berichten niet';
  append(el('p', { class: 'notice' }, `${why}. Typ / om te zien wat er is.`));
}

function runCommand({ leaf, segments }, options) {
  const given = segments.filter(({ text }) => text !== '').map(({ option, text }) => `${option.name}: ${text}`);
  const usage = [`/${leaf.name}`, ...given].join(' ');
  const context = { member, usage };
  if (options.every(({ type }) => type !== ATTACHMENT)) return begin(commandInteraction(member, leaf, options), context);
  return runWithFiles(leaf, options, context);
}

/** Files go first, and the command follows with what became of them. */
async function runWithFiles(leaf, options, context) {
  try {
    const uploaded = options.map(async (option) => (option.type === ATTACHMENT ? { ...option, value: await upload(option.value) } : option));
    await begin(commandInteraction(context.member, leaf, await Promise.all(uploaded)), context);
  } catch (error) {
    append(addMessage({ author: BOT, context, owner: context.member, failure: failureOf(error) }).node);
  }
}

function runOnMessage(command, message) {
  return begin(messageCommandInteraction(member, command, message), { member, usage: command.name });
}

/** Keeps the place in the conversation while the answer is on its way, so that answers stand in the order of asking. */
async function begin(source, context) {
  const waiting = append(el('p', { class: 'notice waiting' }, 'aandeslag is bezig…'));
  const draw = (fields) => {
    const { node } = addMessage({ author: BOT, source, context, owner: context.member, ...fields });
    waiting.replaceWith(node);
    showEnd(node);
  };
  try {
    take(await post('interactions', source), source, { draw, member: context.member });
  } catch (error) {
    draw({ failure: failureOf(error) });
  } finally {
    waiting.remove();
  }
}

function failureOf(error) {
  if (error instanceof InteractionFailed) return { title: SILENT, detail: error.message };
  // A payload that breaks the page is worth a look by whoever made either of them.
  console.error(error);
  return { title: 'Deze pagina kan het antwoord niet tonen.', detail: error.message };
}

// ---- answers

/** Does what a callback says. `draw` adds a message, `message` is the one whose component was used. */
function take(callback, source, { draw, message, member: owner }) {
  const { type, data } = callback;
  if (type === MESSAGE) draw({ callback, content: data });
  else if (type === UPDATE && message) update(message, source, callback);
  else if (type === MODAL) openModal(data, (components) => submitModal(data.custom_id, components, message, owner));
  else throw new InteractionFailed(`Soort antwoord ${type} past hier niet.`);
}

function update(message, source, callback) {
  Object.assign(message, { source, callback, before: message.content, content: merge(message.content, callback.data), edited: new Date(), failure: null });
  redrawNode(message);
}

function press(message, component, values, control) {
  if (message.pending) return;
  // Only the reader of a private message can press its buttons, whoever the visitor plays at the moment.
  const presser = message.private ? message.owner : member;
  control.setAttribute('aria-busy', 'true');
  message.pending = sendPress(message, component, values, presser);
  message.pending.finally(() => {
    message.pending = null;
    control.removeAttribute('aria-busy');
    control.dispatchEvent(new Event('settled'));
  });
}

async function sendPress(message, component, values, presser) {
  const source = componentInteraction(presser, message, component, values);
  try {
    take(await post('interactions', source), source, { draw: replyTo(message, source), message, member: presser });
    clearFailure(message);
  } catch (error) {
    message.failure = failureOf(error);
    redrawNode(message);
  }
}

function clearFailure(message) {
  if (!message.failure) return;
  message.failure = null;
  redrawNode(message);
}

function replyTo(message, source) {
  const owner = source.member.user;
  const jump = () => message.node.focus();
  const context = { member: owner, quoted: excerpt(message), jump };
  return (fields) => append(addMessage({ author: BOT, source, context, owner, reference: message.id, ...fields }).node);
}

/** Null when it worked; what went wrong otherwise. */
async function submitModal(customId, components, message, user) {
  const source = modalInteraction(user, customId, components, message);
  const show = message ? replyTo(message, source) : (fields) => append(addMessage({ author: BOT, source, owner: user, ...fields }).node);
  try {
    take(await post('interactions', source), source, { draw: show, message, member: user });
    return null;
  } catch (error) {
    const { title, detail } = failureOf(error);
    return `${title} ${detail} Je tekst staat er nog.`;
  }
}

// ---- keeping current

async function loadCommands() {
  const text = await (await fetch('commands')).text();
  // What stays the same is not drawn again, because the keyboard may be there.
  if (text === loaded) return;
  loaded = text;
  commands = JSON.parse(text).map((command, idx) => ({ id: String(1200000000000001000n + BigInt(idx)), ...command }));
  leaves = leavesOf(commands);
  drawExamples();
}

function drawExamples() {
  byId('examples').replaceChildren(...leaves.slice(0, EXAMPLES).map((leaf) => el('button', {
    type: 'button', class: 'example', onclick: () => tryExample(leaf),
  }, el('b', {}, `/${leaf.name}`), el('span', {}, leaf.description))));
}

function tryExample(leaf) {
  if (leaf.options.some((option) => option.required)) composer.fill(`/${leaf.name} `);
  else runCommand({ leaf, segments: [] }, []);
}

/** After a change of the content: one refresh after the other, so that no older answer replaces a newer one. */
function refresh() {
  refreshing = refreshing.then(async () => {
    await loadCommands().catch(() => {});
    await Promise.all(messages.slice(-REDRAWN).map(redraw));
  });
}

/** Asks again what a message answers, and draws it anew when that has changed. */
async function redraw(message) {
  await message.pending;
  const { source, before } = message;
  if (!source || !message.callback) return;
  const callback = await post('redraw', source).catch(() => null);
  // A press in the meantime is newer than this answer.
  if (message.source !== source || message.pending || ![MESSAGE, UPDATE].includes(callback?.type)) return;
  const isSame = JSON.stringify(callback) === JSON.stringify(message.callback) && fileOf(callback) === fileOf(message.callback);
  if (isSame) return;
  message.callback = callback;
  message.content = merge(before, callback.data);
  holdingStill(() => redrawNode(message));
}

/** Changes something while the message being read, a third of the way down, stays where it is. */
function holdingStill(change) {
  const { top, height } = scroller.getBoundingClientRect();
  const read = messages.find(({ node }) => node.getBoundingClientRect().bottom > top + height / 3);
  const place = () => read?.node.getBoundingClientRect().top ?? 0;
  const before = place();
  change();
  scroller.scrollTop += place() - before;
}

// ---- the page around it

function toggleMember() {
  const other = member === MEMBERS[0];
  member = MEMBERS[other ? 1 : 0];
  byId('as-other').setAttribute('aria-checked', String(other));
  byId('me').replaceChildren(avatar(member));
  document.body.classList.toggle('other', other);
  byId('composer').placeholder = other ? `Typ / om als ${member.global_name} iets te vragen` : 'Typ / om te beginnen';
}

/** Light or dark as the visitor chose; until then as the system does. */
const theme = {
  stored: () => { try { return localStorage.getItem('theme'); } catch { return null; } },
  store: (value) => { try { localStorage.setItem('theme', value); } catch { /* Without storage it lasts until the page closes. */ } },
  isDark: () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  show: (value) => {
    if (value) document.documentElement.dataset.theme = value;
    byId('theme').setAttribute('aria-pressed', String(theme.isDark()));
  },
  toggle: () => {
    const value = theme.isDark() ? 'light' : 'dark';
    theme.store(value);
    theme.show(value);
  },
};

function togglePanel(open) {
  document.body.classList.toggle('panel-open', open);
  const isOpen = document.body.classList.contains('panel-open');
  byId('panel-button').setAttribute('aria-expanded', String(isOpen));
  (isOpen ? byId('panel-close') : byId('panel-button')).focus();
}

const composer = createComposer({
  form: byId('form'), members: MEMBERS, leaves: () => leaves, send,
  autocomplete: async (leaf, options) => (await post('interactions', autocompleteInteraction(member, leaf, options))).data?.choices ?? [],
});

theme.show(theme.stored());
byId('theme').addEventListener('click', theme.toggle);
byId('as-other').addEventListener('click', toggleMember);
byId('panel-button').addEventListener('click', () => togglePanel());
byId('panel-close').addEventListener('click', () => togglePanel(false));
byId('panel').addEventListener('keydown', (event) => event.key === 'Escape' && document.body.classList.contains('panel-open') && togglePanel(false));
watchState({ panel: byId('panel'), button: byId('panel-button') }, refresh, announce);
