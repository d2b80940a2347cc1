import type { Conversation } from "./conversation.ts";
import { numberIn } from "./service_centre.ts";

/** What an operator likes to know of a SIM besides its number; "" and undefined where nobody says. */
export interface SimFacts {
  /** Its own phone number, as its seller wrote it on it. */
  readonly number: string;
  /** The service centre that SMS go to. */
  readonly smsc: string;
  /** The storage that SMS come to. */
  readonly storage: StorageUse | undefined;
}

/** How full a storage is. */
export interface StorageUse {
  /** "SM" for the SIM, "ME" for the modem, "" where it is not named. */
  readonly memory: string;
  readonly used: number;
  readonly total: number;
}

/** Asks for all three. A modem that keeps silent on one of them is no worse for it. */
export async function askSimFacts(
  conversation: Conversation,
): Promise<SimFacts> {
  const number = await ask(conversation, "CNUM", "AT+CNUM");
  const smsc = await ask(conversation, "CSCA", "AT+CSCA?");
  const storage = await ask(conversation, "CPMS", "AT+CPMS?");
  return {
    number: ownNumberIn(number),
    smsc: numberIn(smsc),
    storage: storageIn(storage),
  };
}

/** Reads `"Own","+4917…",145`; "" when there is no number in it. TS 27.007 §7.1. */
export function ownNumberIn(answer: string): string {
  const [, number = "", type] =
    /^(?:"[^"]*"|[^",]*),\s*"?(\+?\d*)"?\s*,\s*(\d+)/.exec(answer) ?? [];
  return type === "145" && /^\d/.test(number) ? `+${number}` : number;
}

/** Reads `"SM",3,20,…` and the form without names. TS 27.005 §3.2.2. */
export function storageIn(answer: string): StorageUse | undefined {
  const [, memory = "", used, total] =
    /^\s*(?:"(\w*)"\s*,)?\s*(\d+)\s*,\s*(\d+)/.exec(answer) ?? [];
  return total === undefined
    ? undefined
    : { memory, used: Number(used), total: Number(total) };
}

// As a probe, so that no silence counts against a modem that is well otherwise.
async function ask(
  conversation: Conversation,
  name: string,
  text: string,
): Promise<string> {
  const prefix = `+${name}:`;
  const result = await conversation.ask({
    text,
    timeoutMs: 5_000,
    expect: [prefix],
    probe: true,
  });
  const lines = result.kind === "ok" ? result.info : [];
  return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length)
    .trim() ?? "";
}
