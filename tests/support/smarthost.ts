import assert from "node:assert/strict";
import { parseMail } from "../../src/mail/mod.ts";
import PostalMime from "postal-mime";
import type {
  AttemptResult,
  Mailer,
  OutgoingMail,
} from "../../src/notify/mod.ts";

/** What a story's smarthost says to a mail. */
type Verdict = "take" | "down" | "later" | "refuse";

/** A smarthost in this process: takes the appliance's own mail, or not. */
export class Smarthost {
  /** All that it has taken, in their order. */
  readonly taken: OutgoingMail[] = [];
  /** How often somebody has tried. */
  tries = 0;
  verdict: Verdict = "take";
  /** Called after a mail was taken, before the appliance hears of it. */
  onTaken: () => void | Promise<void> = () => {};

  /** To be given to the appliance. */
  readonly mailer: Mailer = async (mail): Promise<AttemptResult> => {
    this.tries++;
    switch (this.verdict) {
      case "down":
        return { kind: "unreachable", reason: "relay.example is down" };
      case "later":
        return { kind: "later", reason: "451 4.7.1 Greylisted" };
      case "refuse":
        return { kind: "refused", reason: "550 5.1.1 No such mailbox" };
      case "take":
        this.taken.push(mail);
        await this.onTaken();
        return { kind: "done" };
      default:
        return this.verdict satisfies never;
    }
  };

  /** The reports that it has taken. */
  get reports(): Promise<readonly ReadReport[]> {
    return Promise.all(this.taken.map(readReport));
  }
}

/** A report as its receiver reads it. */
export interface ReadReport {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** The header, by lower-case name. */
  readonly header: Readonly<Record<string, string>>;
  /** The part for people, in one line. */
  readonly text: string;
  /** The fields of the mail, and those of each recipient. */
  readonly mail: Readonly<Record<string, string>>;
  readonly recipients: readonly Readonly<Record<string, string>>[];
  /** The type of the returned part, and what is in it. */
  readonly returned: { readonly type: string; readonly text: string };
}

/** Reads a report with another program's MIME parser, and sees to it that it is one. */
export async function readReport(
  { from, to, body }: OutgoingMail,
): Promise<ReadReport> {
  assert.match(body, /^[\r\n\t -~]*$/);
  assert.doesNotMatch(body, /[^\r]\n/);
  const parsed = await PostalMime.parse(body, { forceRfc822Attachments: true });
  const header = Object.fromEntries(
    parsed.headers.map(({ key, value }) => [key, value]),
  );
  assert.match(
    header["content-type"] ?? "",
    /^multipart\/report; report-type=delivery-status/,
  );
  // Its own intake must know it again, lest it be sent as SMS.
  const mail = await parseMail(new TextEncoder().encode(body));
  assert.deepEqual([mail.loopMark, mail.autoSubmitted], ["report", true]);
  const [status, returned] = parsed.attachments;
  assert.equal(status?.mimeType, "message/delivery-status");
  const groups = decode(status?.content).trim().split("\n\n");
  const [fields = {}, ...recipients] = groups.map(fieldsOf);
  return {
    from,
    to: to.join(", "),
    subject: parsed.subject ?? "",
    header,
    text: (parsed.text ?? "").replaceAll(/\s+/g, " "),
    mail: fields,
    recipients,
    returned: {
      type: returned?.mimeType ?? "",
      text: decode(returned?.content),
    },
  };
}

function fieldsOf(group: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    group.split("\n").map((line) => {
      const at = line.indexOf(": ");
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}

function decode(content: string | ArrayBuffer | Uint8Array | undefined) {
  return typeof content === "string"
    ? content
    : new TextDecoder().decode(content);
}
