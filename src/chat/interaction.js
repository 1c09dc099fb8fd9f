// Job: play Discord's part: make the interactions Discord would deliver, send them, and merge the answers.
// Must not know: the page. Nothing here touches the DOM.

const APPLICATION = '1200000000000000001';
const GUILD = '1200000000000000002';
const CHANNEL = '1200000000000000003';
const EPOCH = 1420070400000n;
// Discord gives up after this long; so does the page, to show a slow answer for what it is.
const PATIENCE = 3000;

export const PRIVATE = 64;
export const SUPPRESS_EMBEDS = 4;

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

function memberFields() {
  return { roles: [], permissions: '0', joined_at: '2026-01-01T12:00:00.000000+00:00', deaf: false, mute: false, flags: 0 };
}

function interaction(type, user, data, message) {
  const id = snowflake();
  return {
    id, application_id: APPLICATION, token: `chat-${id}`, version: 1, type,
    guild_id: GUILD, channel_id: CHANNEL, channel: { id: CHANNEL, type: 0 },
    member: { user, ...memberFields() },
    app_permissions: '3072', locale: 'nl', guild_locale: 'nl', entitlements: [],
    authorizing_integration_owners: {}, context: 0, attachment_size_limit: 10485760,
    data, ...(message && { message: asDiscordMessage(message) }),
  };
}

/** `path` is the command and its subcommands by name; `options` the filled-in options of the last of them. */
function commandData({ command, path }, options) {
  const nested = path.slice(1).reduceRight((inner, name, idx) => {
    const type = idx === path.length - 2 ? 1 : 2;
    return [{ type, name, options: inner }];
  }, options);
  const resolved = resolvedUsers(options.filter((option) => option.type === 6).map((option) => option.value));
  return { id: command.id, name: command.name, type: 1, options: nested, ...resolved };
}

function resolvedUsers(ids) {
  const users = MEMBERS.filter((member) => ids.includes(member.id));
  if (users.length === 0) return {};
  const { deaf, mute, ...fields } = memberFields();
  const by = (value) => Object.fromEntries(users.map((user) => [user.id, value(user)]));
  return { resolved: { users: by((user) => user), members: by(() => fields) } };
}

export function commandInteraction(user, leaf, options) {
  return interaction(2, user, commandData(leaf, options));
}

export function autocompleteInteraction(user, leaf, options) {
  return interaction(4, user, commandData(leaf, options));
}

/** A command from the menu of a message ("Antwoord met…" on a message). */
export function messageCommandInteraction(user, command, target) {
  const resolved = { messages: { [target.id]: asDiscordMessage(target) } };
  return interaction(2, user, { id: command.id, name: command.name, type: 3, target_id: target.id, resolved });
}

export function componentInteraction(user, message, component, values) {
  const data = { custom_id: component.custom_id, component_type: component.type };
  if (component.type !== 2) data.values = values;
  if (component.type === 5) Object.assign(data, resolvedUsers(values));
  return interaction(3, user, data, message);
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
    answer = await response.text();
    if (response.status === 200) return JSON.parse(answer);
  } catch (error) {
    answer = reason(error);
  }
  throw new InteractionFailed(answer);
}

function reason(error) {
  if (error.name === 'TimeoutError') return 'Er kwam binnen 3 seconden geen antwoord. Discord wacht ook niet langer.';
  if (error instanceof SyntaxError) return 'Het antwoord was geen geldige JSON.';
  return 'Er is geen verbinding. Draait aandeslag nog?';
}

const MERGED = ['content', 'embeds', 'components', 'flags'];

/** What a message becomes by an update: what the update leaves out stays, and private stays private. */
export function merge(before, update) {
  const after = { ...before };
  for (const key of MERGED) if (update?.[key] !== undefined) after[key] = update[key];
  after.flags = ((after.flags ?? 0) & ~PRIVATE) | ((before.flags ?? 0) & PRIVATE);
  return after;
}

/** The full message object as Discord hands it back with a press or a message command. */
function asDiscordMessage({ id, author, content, origin, reference, time, edited }) {
  return {
    id, channel_id: CHANNEL, author, type: messageType(origin),
    content: content.content ?? '', flags: content.flags ?? 0,
    embeds: (content.embeds ?? []).map((embed) => ({ type: 'rich', ...embed })),
    components: content.components ?? [],
    attachments: [], mentions: mentions(content), mention_roles: [], mention_everyone: false, pinned: false, tts: false,
    timestamp: time.toISOString(), edited_timestamp: edited?.toISOString() ?? null,
    ...(author.bot && { application_id: APPLICATION, webhook_id: APPLICATION }),
    ...(reference && { message_reference: { type: 0, channel_id: CHANNEL, guild_id: GUILD, message_id: reference } }),
    // An update leaves this alone: a message stays the property of who asked for it.
    ...(origin && { interaction_metadata: metadata(origin) }),
  };
}

function messageType(origin) {
  if (!origin) return 0;
  return origin.type === 2 ? 20 : 19;
}

function metadata({ id, type, member, message }) {
  return {
    id, type, user: member.user, authorizing_integration_owners: {},
    ...(type === 3 && { interacted_message_id: message.id }),
    // A modal is opened by something; the page does not keep what, and the invoker is the same person.
    ...(type === 5 && { triggering_interaction_metadata: { id, type: 2, user: member.user, authorizing_integration_owners: {} } }),
  };
}

function mentions({ content = '', allowed_mentions: allowed }) {
  const everyone = !allowed || allowed.parse?.includes('users');
  return MEMBERS.filter(({ id }) => content?.includes(`<@${id}>`) && (everyone || allowed.users?.includes(id)));
}
