import assert from "node:assert/strict";
import PostalMime, { type Email } from "postal-mime";
import type { OutgoingMail } from "../../src/notify/mod.ts";
import { deliversOf } from "../../src/modem/mod.ts";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";
import { Smarthost } from "./smarthost.ts";

/** Who mails in these stories, and whose phone it is about. */
export const zabbix = "zabbix@plant.example";
export const anna = "+46701234567";
/** Cellpost's own address in these stories. */
export const own = "cellpost@plant.example";

/** A config in which received SMS go by mail. */
export function replyConfig(
  changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): NonNullable<StoryOptions["config"]> {
  return {
    ...changes,
    mail: {
      // Senders' reports are other stories.
      reports: "off",
      relay: "relay.example",
      from: own,
      inbox_to: "ops@plant.example",
      ...changes["mail"],
    },
    message: {
      country: "SE",
      timezone: "Europe/Stockholm",
      ...changes["message"],
    },
  };
}

/** A running appliance with fake modems, whose SMS go by mail. */
export class ReplyStory implements AsyncDisposable {
  private constructor(
    readonly cellpost: Cellpost,
    readonly clock: ManualClock,
    readonly modems: readonly FakeModem[],
    readonly smarthost: Smarthost,
  ) {}

  static async start(
    { config = replyConfig(), modems: count = 1 }: {
      readonly config?: StoryOptions["config"];
      readonly modems?: number;
    } = {},
  ): Promise<ReplyStory> {
    const clock = new ManualClock();
    const modems = Array.from(
      { length: count },
      (_, at) => new FakeModem({ clock, name: `fake${at}`, capacity: 100 }),
    );
    const smarthost = new Smarthost();
    const { mailer } = smarthost;
    const cellpost = await Cellpost.start({ clock, modems, config, mailer });
    const story = new ReplyStory(cellpost, clock, modems, smarthost);
    for (let at = 1; at <= count; at++) await cellpost.usable(`modem${at}`);
    return story;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cellpost[Symbol.asyncDispose]();
  }

  /** Mails to Anna, as Zabbix unless said otherwise, and waits until she has it; the modem that took it. */
  async alarm(
    { from = zabbix, id = "alarm-1@plant.example", subject = "Pump 3" } = {},
  ): Promise<string> {
    const queued = await this.cellpost.queue({
      from,
      to: `${anna}@sms`,
      raw:
        `From: <${from}>\nMessage-ID: <${id}>\nSubject: ${subject}\n\nPump 3 stopped\n`,
    });
    await this.cellpost.reaches(queued, "delivered");
    return this.cellpost.delivery(queued).modem ?? "";
  }

  /** Somebody sends an SMS to a modem. */
  sms(
    text: string,
    { from = "0701234567", modem = 0, reference = 7 } = {},
  ): void {
    const at = this.clock.now();
    const to = this.modems[modem];
    assert.ok(to);
    to.sendTo(...deliversOf({ from, text, at, reference }));
  }

  /** All mails about SMS that the relay has taken, each once, by the order of their SMS. */
  async mails(): Promise<readonly ForwardedMail[]> {
    const taken = new Map<number, OutgoingMail>();
    for (const mail of this.smarthost.taken) {
      const [, id] = /^X-Cellpost: SMS ([0-9]+)\r$/m.exec(mail.body) ?? [];
      if (id !== undefined) taken.set(Number(id), mail);
    }
    const ordered = [...taken].toSorted(([a], [b]) => a - b);
    return await Promise.all(ordered.map(async ([inboxId, mail]) => {
      const { from, to, body } = mail;
      assert.match(body, /^(?:[\t\x20-\x7e]{0,78}\r\n)+$/);
      return { inboxId, from, to, body, mail: await PostalMime.parse(body) };
    }));
  }

  /** Waits until the relay has taken so many. */
  async mailed(count: number): Promise<readonly ForwardedMail[]> {
    const { cellpost, smarthost } = this;
    await cellpost.until(() =>
      new Set(smarthost.taken.map(({ body }) => body)).size >= count
    );
    const mails = await this.mails();
    assert.equal(mails.length, count);
    return mails;
  }
}

/** A mail about an SMS, as the relay has taken it. */
export interface ForwardedMail {
  /** The SMS's place in the inbox. */
  readonly inboxId: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly body: string;
  readonly mail: Email;
}

/** What a mail program makes of an answer. */
export function answerTo(
  id: string,
  { text = "Thanks", fields = "" }: {
    readonly text?: string;
    readonly fields?: string;
  } = {},
): string {
  return `From: <${zabbix}>\nSubject: Re: Pump 3\nMessage-ID: <${crypto.randomUUID()}@x>\nIn-Reply-To: ${id}\n${fields}\n${text}\n\n-- \nZabbix Ltd.\n\nOn 23 Nov 2026, at 09:00, anna (SMS) <${own}> wrote:\n\n> On my way\n> \n> -- \n> SMS from +46701234567\n`;
}
