// Job: play Discord's part: make the interactions Discord would deliver, send them, and merge the answers.
// Must not know: the page. Nothing here touches the DOM.

const APPLICATION = '1200000000000000001';
const GUILD = '1200000000000000002';
const CHANNEL = '1200000000000000003';
const MANAGE_GUILD = '32';
const EPOCH = 1420070400000n;
// Discord gives up after this long; so does the page, to show a slow answer for what it is.
const PATIENCE = 3000;
const ATTACHMENT = 11;

export const PRIVATE = 64;

export const BOT = { id: APPLICATION, username: 'aandeslag', global_name: null, discriminator: '0', avatar: null, bot: true };
export const MEMBERS = [
  { id: '1200000000000000011', username: 'jij', global_name: 'jij', discriminator: '0', avatar: null },
  { id: '1200000000000000012', username: 'ander_lid', global_name: 'een ander lid', discriminator: '0', avatar: null },
];

export function nameOf(id) {
  return id === BOT.id ? BOT.username : MEMBERS.find((member) => member.id === id)?.global_name;
}

let counter = 0n;

/** An id as Discord makes them: the clock, then a counter, so that later ids are larger. */
export function snowflake() {
  counter += 1n;
  return String(((BigInt(Date.now()) - EPOCH) << 22n) | (counter & 0x3fffffn));
}

function memberFields(user) {
  // The first member can manage the server, and so may moderate.
  const permissions = user === MEMBERS[0] ? MANAGE_GUILD : '0';
  return { roles: [], permissions, joined_at: '2026-01-01T12:00:00.000000+00:00', deaf: false, mute: false, flags: 0 };
}

function interaction(type, user, data, message) {
  const id = snowflake();
  return {
    id, application_id: APPLICATION, token: `chat-${id}`, version: 1, type,
    guild_id: GUILD, channel_id: CHANNEL, channel: { id: CHANNEL, type: 0 },
    member: { user, ...memberFields(user) },
    app_permissions: '3072', locale: 'nl', guild_locale: 'nl', entitlements: [],
    authorizing_integration_owners: {}, context: 0, attachment_size_limit: 10485760,
    data, ...(message && { message: asDiscordMessage(message) }),
  };
}

/** `options` are the filled-in options of the command, or of its subcommand. */
function commandData({ command, subcommand }, options) {
  const nested = subcommand ? [{ type: 1, name: subcommand, options }] : options;
  const named = options.filter(({ type }) => type === 6).map(({ value }) => value);
  return { id: command.id, name: command.name, type: 1, options: nested, ...resolvedUsers(named) };
}

/** The data of a command to which files were uploaded: an option names a file, and what it is stands apart. */
function withAttachments(data, options) {
  const files = options.filter(({ type }) => type === ATTACHMENT).map(({ value }) => value);
  if (files.length === 0) return data(options);
  const named = options.map((option) => (option.type === ATTACHMENT ? { ...option, value: option.value.id } : option));
  const attachments = Object.fromEntries(files.map((file) => [file.id, file]));
  const filled = data(named);
  return { ...filled, resolved: { ...filled.resolved, attachments } };
}

/** Gives a file of the visitor to the page's server, as Discord takes it before it delivers the command. */
export async function upload(file) {
  const response = await fetch('attachments', { method: 'POST', body: file }).catch(() => null);
  if (!response) throw new InteractionFailed('Er is geen verbinding. Draait aandeslag nog?');
  if (!response.ok) throw new InteractionFailed('Dit bestand is te groot om te versturen.');
  const { url, size } = await response.json();
  return { id: snowflake(), filename: file.name, size, url, proxy_url: url, content_type: file.type, ephemeral: true };
}

function resolvedUsers(ids) {
  const users = MEMBERS.filter(({ id }) => ids.includes(id));
  if (users.length === 0) return {};
  const by = (value) => Object.fromEntries(users.map((user) => [user.id, value(user)]));
  const partialMember = (user) => {
    const { deaf, mute, ...fields } = memberFields(user);
    return fields;
  };
  return { resolved: { users: by((user) => user), members: by(partialMember) } };
}

export function commandInteraction(user, leaf, options) {
  return interaction(2, user, withAttachments((named) => commandData(leaf, named), options));
}

export function autocompleteInteraction(user, leaf, options) {
  return interaction(4, user, commandData(leaf, options));
}

/** A command from the menu of a message. */
export function messageCommandInteraction(user, { id, name, type }, target) {
  const resolved = { messages: { [target.id]: asDiscordMessage(target) } };
  return interaction(2, user, { id, name, type, target_id: target.id, resolved });
}

/** `values` are those chosen from a menu; a button has none. */
export function componentInteraction(user, message, { custom_id, type }, values) {
  return interaction(3, user, { custom_id, component_type: type, values }, message);
}

export function modalInteraction(user, customId, components, message) {
  return interaction(5, user, { custom_id: customId, components }, message);
}

export class InteractionFailed extends Error {}

/** Sends an interaction and returns the callback; anything else than a proper answer is `InteractionFailed`. */
export async function post(address, body) {
  let answer;
  try {
    const headers = { 'Content-Type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body), signal });
    if (response.status === 200) return received(await response.json(), response.headers);
    answer = await response.text();
  } catch (error) {
    answer = reason(error);
  }
  throw new InteractionFailed(answer);
}

const files = new WeakMap();

function received(callback, headers) {
  const address = headers.get('x-attachment');
  if (address) files.set(callback, address);
  return callback;
}

/** Where the file is that came with a callback, if one did. */
export function fileOf(callback) {
  return callback && files.get(callback);
}

function reason({ name }) {
  if (name === 'TimeoutError') return 'Er kwam binnen 3 seconden geen antwoord. Discord wacht ook niet langer.';
  return 'Er is geen verbinding. Draait aandeslag nog?';
}

const MERGED = ['content', 'embeds', 'components', 'flags', 'attachments'];

/** What a message becomes by an update: what the update leaves out stays, and private stays private. */
export function merge(before, update) {
  const after = { ...before };
  for (const key of MERGED) if (update[key] !== undefined) after[key] = update[key];
  after.flags = (after.flags & ~PRIVATE) | (before.flags & PRIVATE);
  return after;
}

/** The full message object as Discord hands it back with a press or a message command. */
function asDiscordMessage({ id, author, content: data, origin, reference, time, edited }) {
  const { content = '', flags = 0, embeds = [], components = [] } = data;
  return {
    id, channel_id: CHANNEL, author, type: messageType(origin), content, flags, components,
    embeds: embeds.map((embed) => ({ type: 'rich', ...embed })),
    attachments: [], mentions: mentions(data), mention_roles: [], mention_everyone: false, pinned: false, tts: false,
    timestamp: time.toISOString(), edited_timestamp: edited?.toISOString() ?? null,
    ...(author.bot && { application_id: APPLICATION, webhook_id: APPLICATION }),
    ...(reference && { message_reference: { type: 0, message_id: reference, channel_id: CHANNEL, guild_id: GUILD } }),
    // An update leaves this alone: a message stays the property of who asked for it.
    ...(origin && { interaction_metadata: metadata(origin) }),
  };
}

function messageType(origin) {
  if (!origin) return 0;
  return origin.type === 2 ? 20 : 19;
}

function metadata({ id, type, member: { user }, message }) {
  const owners = { authorizing_integration_owners: {} };
  return {
    id, type, user, ...owners,
    ...(type === 3 && { interacted_message_id: message.id }),
    // A modal is opened by something; the page does not keep what, and the invoker is the same person.
    ...(type === 5 && { triggering_interaction_metadata: { id, type: 2, user, ...owners } }),
  };
}

function mentions({ content = '', allowed_mentions: allowed }) {
  const may = (id) => !allowed || allowed.parse.includes('users') || allowed.users?.includes(id);
  return MEMBERS.filter(({ id }) => content.includes(`<@${id}>`) && may(id));
}
