import type { Mail, Refusal } from "../model/mod.ts";

/** When a mail has been under way for too long. */
export interface LoopOptions {
  /** The most Received fields that a mail may have; 50 is what other servers take. */
  readonly maxReceived: number;
}

/** Refuses a mail that goes round in circles (RFC 5321 §6.3): by its Received fields, or by our own mark; else undefined. */
export function loopRefusal(
  mail: Pick<Mail, "receivedCount" | "loopMark">,
  { maxReceived }: LoopOptions,
): Refusal | undefined {
  if (mail.loopMark !== "") {
    return looping(
      "The mail was written by cellpost (it has an X-Cellpost field): an answer to it must be a new mail",
    );
  }
  if (mail.receivedCount > maxReceived) {
    return looping(
      `The mail has ${mail.receivedCount} Received fields, limit is ${maxReceived}: look for two servers that forward to each other`,
    );
  }
  return undefined;
}

function looping(text: string): Refusal {
  return { code: 554, enhanced: "5.4.6", text };
}
