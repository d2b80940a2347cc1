import type { Clock } from "./clock.ts";

/** The name of one accepted mail, told to its sender in the 250 reply: 16 characters, sorted by time of acceptance. */
export type MessageId = string & { readonly MessageId: unique symbol };

// Crockford's base 32: digits and capitals without I, L, O and U, so that an id survives being read out on the phone.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const shape = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** Makes an id: 9 characters of wall time in milliseconds (45 bits, until 3084), 7 of chance (35 bits). */
export function newMessageId(clock: Clock): MessageId {
  const text = encode(clock.now(), 9) +
    encode(Math.floor(clock.random() * 2 ** 35), 7);
  return text as MessageId; // both halves come from the alphabet, so the shape holds
}

/** When the id was made, wall milliseconds. */
export function timeOfMessageId(id: MessageId): number {
  let time = 0;
  for (let at = 0; at < 9; at++) {
    time = time * 32 + alphabet.indexOf(id.charAt(at));
  }
  return time;
}

/** Whether the text is an id in canonical form. */
export function isMessageId(text: string): text is MessageId {
  return shape.test(text);
}

/** Reads an id as a person may type it: in any case, with O for 0 and I or L for 1; undefined when it is none. */
export function parseMessageId(text: string): MessageId | undefined {
  const canonical = text.trim().toUpperCase().replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return isMessageId(canonical) ? canonical : undefined;
}

function encode(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = alphabet.charAt(rest % 32) + text;
  }
  return text;
}
