import type { Clock } from "../model/mod.ts";
import {
  decodeStatusReport,
  isDialable,
  statusClassOf,
  statusText,
} from "../sms/mod.ts";
import type { AtChannel, Urc } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import type { DriverEvent, ModemReport } from "./driver.ts";
import { setStorage } from "./message_storage.ts";

/** What the intake needs of its driver. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly observe: (event: DriverEvent) => void;
}

/** Takes in status reports: those that are handed over (+CDS) and those that are only announced (+CDSI). */
export class ReportIntake {
  readonly #channel: AtChannel;
  readonly #options: IntakeOptions;
  /** Reading a stored report takes several commands, which must not mix with those for the next one. */
  #reading: Promise<void> = Promise.resolve();
  /** The memory to come back to after reading from another one. */
  storage: string | undefined;
  /** Whether each +CDS must be answered by AT+CNMA. TS 27.005 §3.4.4. */
  acknowledges = false;

  constructor(channel: AtChannel, options: IntakeOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  /** Looks at a URC that brings or announces a message; others than reports stay where they are. */
  take(urc: Urc): void {
    if (urc.text.startsWith("+CDS:")) {
      this.#takeReport(urc.pdu);
    } else if (urc.text.startsWith("+CDSI:")) {
      this.#reading = this.#reading.then(() => this.#readStored(urc.text));
    }
  }

  #takeReport(hex: string | undefined): void {
    if (this.acknowledges) {
      // Its answer does not matter: +CMS ERROR 340 says that none was expected.
      this.#channel.send({ text: "AT+CNMA", timeoutMs: 5_000 });
    }
    this.#tell(hex);
  }

  #tell(hex: string | undefined): void {
    const { clock, observe } = this.#options;
    const report = hex === undefined ? undefined : reportOf(hex, clock.now());
    observe(
      report ? { kind: "report", report } : {
        kind: "notice",
        text: `A status report could not be read: ${
          hex ?? "its PDU is missing"
        }`,
      },
    );
  }

  async #readStored(announcement: string): Promise<void> {
    const [, announced, index] =
      /^\+CDSI:\s*"(\w+)"\s*,\s*(\d+)/.exec(announcement) ?? [];
    if (announced === undefined || index === undefined) return;
    const conversation = new Conversation(this.#channel, this.#options);
    // Quectel EC25 announces "SM" and stores in "SR".
    for (const memory of new Set([announced, "SR"])) {
      if (await this.#readFrom(conversation, { memory, index })) break;
    }
    if (this.storage !== undefined) {
      await setStorage(conversation, this.storage);
    }
  }

  /** Reads, tells and deletes one stored report; false when there is none. */
  async #readFrom(
    conversation: Conversation,
    { memory, index }: { readonly memory: string; readonly index: string },
  ): Promise<boolean> {
    if (!await conversation.tell(`AT+CPMS="${memory}"`)) return false;
    const result = await conversation.ask({
      text: `AT+CMGR=${index}`,
      timeoutMs: 10_000,
      expect: ["+CMGR:"],
      bare: true,
    });
    const [header, hex] = result.kind === "ok" ? result.info : [];
    if (header === undefined || hex === undefined) return false;
    if (!reportOf(hex, 0)) return false;
    this.#tell(hex);
    await conversation.tell(`AT+CMGD=${index}`);
    return true;
  }
}

function reportOf(
  hex: string,
  receivedAt: number,
): Omit<ModemReport, "modem"> | undefined {
  const decoded = decodeStatusReport(hex);
  if (decoded.kind !== "ok") return undefined;
  const { messageReference, recipient, status } = decoded.tpdu;
  return {
    reference: messageReference,
    recipient: isDialable(recipient) ? recipient.text : undefined,
    outcome: outcomeOf(status),
    reason: statusText(status),
    receivedAt,
  };
}

/** A message that was only forwarded is not delivered, and no later report tells: it stays as it is. */
function outcomeOf(status: number): ModemReport["outcome"] {
  const means = statusClassOf(status);
  return means === "forwarded" ? "trying" : means;
}
