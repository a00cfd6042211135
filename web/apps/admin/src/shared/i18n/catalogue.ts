/**
 * Typed catalogues: each part of the web owns its words in Chinese and English.
 *
 * A message may hold `{name}` (numbers get thousands separators) and `{n|one|other}` for English plurals.
 * A key missing in English, or an English placeholder that Chinese does not have, is a TypeScript error.
 */
export type Language = 'zh' | 'en';

type NameOf<Slot extends string> = Slot extends `${infer Name}|${string}` ? Name : Slot;

/** The names of a message's placeholders, as a union. */
export type Names<Message extends string> = Message extends `${string}{${infer Slot}}${infer Rest}`
  ? NameOf<Slot> | Names<Rest>
  : never;

type SameNames<Zh extends Record<string, string>, En extends Record<keyof Zh, string>> = {
  [Key in keyof Zh]: Names<En[Key]> extends Names<Zh[Key]> ? string : 'an unknown placeholder';
};

export type Words<Zh extends Record<string, string>> = Record<Language, Record<keyof Zh & string, string>> & {
  /** Only for the compiler: the Chinese messages, literally. */
  readonly exact?: Zh;
};

/** The keys of a catalogue, as a union. */
export type KeyOf<Catalogue> = Catalogue extends Words<infer Zh> ? keyof Zh & string : never;

export function defineWords<
  const Zh extends Record<string, string>,
  const En extends Record<keyof Zh, string> & SameNames<Zh, En> & Record<Exclude<keyof En, keyof Zh>, never>,
>(zh: Zh, en: En): Words<Zh> {
  return { zh, en };
}

type Arguments<Message extends string, Value> = [Names<Message>] extends [never]
  ? []
  : [values: Record<Names<Message>, Value>];

export type Say<Zh extends Record<string, string>> = <Key extends keyof Zh & string>(
  key: Key,
  ...values: Arguments<Zh[Key], string | number>
) => string;

export type SayRich<Zh extends Record<string, string>, Node> = <Key extends keyof Zh & string>(
  key: Key,
  ...values: Arguments<Zh[Key], Node>
) => Node[];

const SLOT = /\{([^{}|]+)(?:\|([^{}|]*)\|([^{}|]*))?\}/g;

/** A message cut at its placeholders: text and filled slots in order. */
export function fill<Node>(
  message: string,
  values: Record<string, Node | string | number>,
  number: (value: number) => string,
): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const slot of message.matchAll(SLOT)) {
    const [whole, name = '', one, other] = slot;
    if (slot.index > from) parts.push(message.slice(from, slot.index));
    const value = values[name];
    if (one !== undefined) parts.push((value === 1 ? one : other) ?? '');
    else if (typeof value === 'number') parts.push(number(value));
    else if (value !== undefined) parts.push(value);
    from = slot.index + whole.length;
  }
  if (from < message.length) parts.push(message.slice(from));
  return parts;
}
