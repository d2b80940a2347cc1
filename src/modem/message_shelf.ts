import { type AtResult, isPduLine } from "./at/mod.ts";
import type { Conversation } from "./conversation.ts";
import type { InStep } from "./in_step.ts";
import type { LeftBehind } from "./left_behind.ts";
import { setStorage } from "./message_storage.ts";
import { isSound } from "./received.ts";
import {
  type Listing,
  readListing,
  readOne,
  readUsage,
  type StoredSms,
  type Usage,
} from "./stored_sms.ts";

/** What became of an SMS that was read: on disk; none of ours; to be tried again. */
export type Kept = "kept" | "outgoing" | "refused";

/** What a shelf needs. */
export interface ShelfOptions {
  readonly conversation: Conversation;
  /** The memory that the modem is set to, and to come back to; "" where it lets none be chosen. */
  readonly home: string;
  /** Brings what was read to disk; never rejects. */
  readonly keep: (body: string) => Promise<Kept>;
  readonly left: LeftBehind;
  readonly notice: (text: string) => void;
  /** Whether a command was left without an answer before: what comes as an answer may then be a late one. */
  readonly wary: boolean;
  /** Whether answers are known to be those to the questions asked. */
  readonly inStep: Pick<InStep, "holds" | "show">;
}

/** Milliseconds. A list of ten from a slow SIM takes two seconds; more are not asked for at once. */
const times = { usageMs: 10_000, listMs: 30_000, oneMs: 10_000 } as const;

const invalidIndex = 321;

/** The SMS in a modem's memories during one conversation: read, brought to disk, and only then deleted. TS 27.005 §4. */
export class MessageShelf {
  readonly #options: ShelfOptions;
  #present: string;
  #silent = false;
  /** Whether OK and nothing else is what it says of a free place, as some do. */
  #freeIsOk = false;

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#present = options.home;
  }

  /** Whether something was not answered, so that nothing more should be asked now. */
  get broken(): boolean {
    const { conversation, inStep } = this.#options;
    return this.#silent || !inStep.holds || conversation.broken !== undefined;
  }

  /**
   * Makes a memory the one that is read and deleted in, and tells how full it is, as far as the modem says; false when it
   * has none of that name.
   */
  async turnTo(memory: string): Promise<Usage | "unknown" | false> {
    const away = memory !== this.#present;
    const result = await this.#ask(
      away ? `AT+CPMS="${memory}"` : "AT+CPMS?",
      times.usageMs,
    );
    if (result.kind !== "ok") return away ? false : "unknown";
    this.#present = memory;
    return usageIn(result) ?? "unknown";
  }

  /** Makes a memory the one that is read and deleted in, where it is not; false when the modem has none of that name. */
  async beAt(memory: string): Promise<boolean> {
    return memory === this.#present || await this.turnTo(memory) !== false;
  }

  /** Sets the modem back to its usual memory; false when it refuses. */
  async comeBack(): Promise<boolean> {
    const { conversation, home } = this.#options;
    if (this.#present === home || home === "") return true;
    if (await setStorage(conversation, home) === undefined) return false;
    this.#present = home;
    return true;
  }

  /** All SMS; undefined when the modem does not list them. `expected`: it says that there are some. */
  async list(
    { expected }: { readonly expected: boolean },
  ): Promise<readonly StoredSms[] | undefined> {
    const listing = await this.#inPduMode(async () => {
      const ask = () => this.#ask("AT+CMGL=4", times.listMs);
      let result = await ask();
      if (expected && isBareOk(result)) {
        await this.#fallInStep();
        result = await ask();
      }
      return result.kind === "ok" ? readListing(result.info) : undefined;
    });
    return listing?.messages;
  }

  /** The SMS in one place; undefined when there is none. */
  async at(index: number): Promise<StoredSms | undefined> {
    const listing = await this.#inPduMode(async () => {
      const result = await this.#read(index);
      return result.kind === "ok"
        ? readOne(result.info, index)
        : { messages: [], textMode: false };
    });
    // Some say "+CMGR: 0,,0" of a free place.
    return listing?.messages.find(({ body }) => body !== "");
  }

  /**
   * A bare OK may have been meant for something else. What then comes late must not be taken for the answer to the next question:
   * an SMS that nobody has read would be deleted.
   */
  async #read(index: number): Promise<AtResult> {
    const ask = () => this.#ask(`AT+CMGR=${index}`, times.oneMs);
    const first = await ask();
    if (!isBareOk(first) || this.#freeIsOk) return first;
    await this.#fallInStep();
    const second = await ask();
    this.#freeIsOk = this.#options.inStep.holds && isBareOk(second);
    return second;
  }

  /**
   * Brings them to disk, those of one call in one commit, and deletes what is there, other than what is `spared`; false when all must
   * be tried again.
   */
  async take(
    found: readonly StoredSms[],
    spared: ReadonlySet<StoredSms> = new Set(),
  ): Promise<boolean> {
    const { keep, left } = this.#options;
    const memory = this.#present;
    const fresh = found.filter((sms) => !left.knows(memory, sms));
    const certain: StoredSms[] = [];
    for (const sms of fresh) {
      if (sms.outgoing || await this.#isCertain(sms)) certain.push(sms);
    }
    const fates = await Promise.all(
      certain.map((sms) => sms.outgoing ? "outgoing" as const : keep(sms.body)),
    );
    for (const [at, sms] of certain.entries()) {
      if (fates[at] === "outgoing" && !this.broken) left.add(memory, sms);
      // What a deaf modem keeps is read again later, and is a repeat.
      const removable = fates[at] === "kept" && !spared.has(sms);
      if (!removable || this.broken) continue;
      if (await this.#isStillThere(sms)) await this.#remove(sms);
    }
    // One that is always refused must not stand before all others.
    return fates.length === 0 || fates.some((fate) => fate !== "refused");
  }

  /**
   * Whether the modem has this SMS, and not another of which a part was lost on its way here: what seems cut off or makes no sense
   * must look the same twice, for it will be deleted.
   */
  async #isCertain(sms: StoredSms): Promise<boolean> {
    if (isSound(sms.body)) return true;
    if (isPduLine(sms.body)) {
      return (await this.at(sms.index))?.body === sms.body;
    }
    this.#options.notice(
      `The modem shows no PDU of the SMS in place ${sms.index} of its memory "${this.#present}": it stays there`,
    );
    return false;
  }

  /**
   * Late answers make a list an old one, or all answers those to the question before: what is then deleted in the place of what was read
   * is an SMS that nobody has seen. So it is read once more.
   */
  async #isStillThere(sms: StoredSms): Promise<boolean> {
    const wary = this.#options.wary || this.#freeIsOk;
    if (!wary || (await this.at(sms.index))?.body === sms.body) return true;
    if (!this.broken) await this.#fallInStep();
    return false;
  }

  async #remove(sms: StoredSms): Promise<void> {
    const { left, notice } = this.#options;
    const memory = this.#present;
    const result = await this.#ask(`AT+CMGD=${sms.index}`, times.oneMs);
    const done = result.kind !== "error" || isCode(result, invalidIndex);
    if (done && !left.survives(memory, sms)) return;
    // It is on disk, so nothing is lost; read again, it would be a repeat.
    left.add(memory, sms);
    notice(
      `An SMS cannot be deleted from the modem's memory "${memory}": when that is full, no more SMS come; try another SIM`,
    );
  }

  /** An answer was that to another question, or may have been. */
  async #fallInStep(): Promise<void> {
    const { conversation, inStep } = this.#options;
    conversation.resync();
    await inStep.show(conversation);
  }

  /** A modem that has restarted unnoticed is in text mode: it refuses to list by number, or lists words. */
  async #inPduMode(
    read: () => Promise<Listing | undefined>,
  ): Promise<Listing | undefined> {
    const first = await read();
    if (this.broken || (first !== undefined && !first.textMode)) return first;
    const { conversation, notice } = this.#options;
    await conversation.tell("AT+CMGF=0");
    const second = await read();
    if (second?.textMode !== true) return second;
    notice(
      "The modem shows SMS in text mode, which loses half of them: they stay in its memory until it accepts AT+CMGF=0",
    );
    return undefined;
  }

  async #ask(text: string, timeoutMs: number): Promise<AtResult> {
    // Only its own: the late answer to another command must not be taken for this one's.
    const expect = [`${text.slice(2).replace(/[=?].*/, "")}:`];
    const result = await this.#options.conversation.ask({
      text,
      timeoutMs,
      expect,
      bare: true,
    });
    if (result.kind === "timeout") this.#silent = true;
    return result;
  }
}

function usageIn(
  { info }: Extract<AtResult, { readonly kind: "ok" }>,
): Usage | undefined {
  return readUsage(info.at(-1)?.replace(/^\+CPMS:\s*/, ""));
}

function isBareOk(result: AtResult): boolean {
  return result.kind === "ok" && result.info.length === 0;
}

function isCode(
  { error }: Extract<AtResult, { readonly kind: "error" }>,
  code: number,
): boolean {
  return error.source === "cms" && error.code === code;
}
