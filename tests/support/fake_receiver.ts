import type {
  Envelope,
  LoginVerdict,
  MailVerdict,
  MessageId,
  RawMessage,
  RecipientVerdict,
  Secret,
} from "../../src/model/mod.ts";
import { parsePhoneNumber } from "../../src/model/mod.ts";
import type { Receiver } from "../../src/smtp/mod.ts";

/** One mail as a `FakeReceiver` got it. */
export interface ReceivedMail {
  readonly envelope: Envelope;
  /** The message, its bytes read as UTF-8. */
  readonly text: string;
}

/**
 * A `Receiver` that remembers. It knows the user "anna" with the password "s3cret"; it takes any path that begins with digits, and a quoted list of numbers, knows the postmaster, and has no contacts;
 * a message that holds `DISK FULL` it cannot keep, and one that holds `BUG` makes it throw.
 */
export class FakeReceiver implements Receiver {
  /** What was queued, in order. */
  readonly mails: ReceivedMail[] = [];
  /** Who tried to log in, in order. */
  readonly logins: string[] = [];
  /** Which mails' clients may not have heard of their 250, in order. */
  readonly unheards: string[] = [];
  #gate: Promise<void> = Promise.resolve();

  /** Lets all verdicts wait until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  async login(
    { user, password }: { readonly user: string; readonly password: Secret },
  ): Promise<LoginVerdict> {
    await this.#gate;
    this.logins.push(user);
    return user === "anna" && password.reveal() === "s3cret"
      ? { kind: "accepted", user }
      : refused(535, "5.7.8", "Wrong user or password");
  }

  unheard(id: MessageId): void {
    this.unheards.push(id);
  }

  async recipient(path: string): Promise<RecipientVerdict> {
    await this.#gate;
    if (/^postmaster(?:@|$)/i.test(path)) {
      const recipient = { kind: "postmaster" } as const;
      return { kind: "accepted", recipient, text: "postmaster" };
    }
    const list = /^"([0-9+,]+)"(?:@|$)/.exec(path)?.[1];
    if (list !== undefined) {
      const numbers = list.split(",").flatMap((one) =>
        parsePhoneNumber(one) ?? []
      );
      const recipient = { kind: "phones", numbers } as const;
      return { kind: "accepted", recipient, text: numbers.join(", ") };
    }
    const digits = /^\+?([0-9 ()-]+)/.exec(path)?.[1]?.replaceAll(/\D/g, "");
    if (digits === undefined) {
      return refused(550, "5.1.1", `No contact "${path.split("@")[0]}"`);
    }
    const number = parsePhoneNumber(`+${digits}`);
    if (!number) return refused(553, "5.1.3", `"${digits}" is no phone number`);
    const recipient = { kind: "phones", numbers: [number] } as const;
    return { kind: "accepted", recipient, text: number };
  }

  async message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict> {
    await this.#gate;
    const text = new TextDecoder().decode(raw);
    if (text.includes("BUG")) throw new Error("A bug that was asked for");
    if (text.includes("DISK FULL")) {
      return refused(452, "4.3.1", "The disk is full, try later");
    }
    this.mails.push({ envelope, text });
    const id = String(this.mails.length).padStart(16, "0") as MessageId;
    return { kind: "queued", id };
  }
}

function refused(
  code: number,
  enhanced: string,
  text: string,
): RecipientVerdict & MailVerdict & { kind: "refused" } {
  return { kind: "refused", refusal: { code, enhanced, text } };
}
