import assert from "node:assert/strict";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { deliveryStatus, statusOf } from "./delivery_status.ts";
import type { Report, ReportedRecipient } from "./report.ts";
import { reportMail, reportNotice } from "./report_mail.ts";
import { reportText, subjectOf } from "./report_words.ts";

const hour = 3_600_000;
const options = {
  from: "cellpost@gw.example",
  hostname: "gw.example",
  timeText: (at: number) => `hour ${at / hour}`,
};
const off: ReportedRecipient = {
  number: "+491701234567",
  forwardPath: "anna@sms.example",
  action: "failed",
  ending: "refused",
  reason: "the validity period expired",
  attempts: 1,
  lastAttemptAt: hour,
  sentAt: hour,
  at: 25 * hour,
  merged: false,
};

function report(changes: Partial<ReportedRecipient> = {}): Report {
  return {
    mail: {
      id: "1H2J3K4M5N6P7Q8R",
      acceptedAt: 0,
      reversePath: "plc@plant.example",
      subject: "Pump 3",
      text: "Pump 3: 5 bar",
      messageId: "1@plant.example",
    },
    recipients: [{ ...off, ...changes }],
    name: "1H2J3K4M5N6P7Q8R.7",
    last: false,
  };
}

function words(changes: Partial<ReportedRecipient> = {}): string {
  return reportText(report(changes), options).replaceAll(/\s+/g, " ");
}

Deno.test("the text says what happened, for how long, how often it was tried, and what to do", () => {
  assert.equal(
    reportText(report(), options),
    `Your mail "Pump 3" was taken at hour 0 to be sent as SMS. This is what
became of it.

+491701234567 (anna@sms.example):
  The SMS was not delivered. The phone has been switched off or out of
  reach for 24 h, and the network has given up. It was tried once, at
  hour 1. It will not be tried again. Reach the person in another way.

The gateway is cellpost at gw.example. Its operator finds this message
by its id 1H2J3K4M5N6P7Q8R.
`,
  );
});

Deno.test("each ending has words of its own", () => {
  const rows: readonly (readonly [Partial<ReportedRecipient>, RegExp])[] = [
    [
      { reason: "odd" },
      /not delivered\. The reason: odd\. .* Mail it again if/,
    ],
    [
      { ending: "expired", attempts: 0, reason: "" },
      /in time, and was given up\. It was never tried\./,
    ],
    [{ ending: "cancelled" }, /operator of the gateway has cancelled the SMS/],
    [
      { action: "delayed", ending: "waiting", retryUntil: 26 * hour },
      /not gone out yet\. .* tried until hour 26\. You need not mail it again/,
    ],
    [
      { action: "delayed", ending: "trying", reason: "" },
      /goes on trying\. .*You need not mail it again/,
    ],
    [
      { action: "relayed", ending: "sent", reason: "" },
      /has taken the SMS\. .* not be known\. That was at hour 25\./,
    ],
    [
      { action: "delivered", ending: "delivered" },
      /received the SMS\. That was at hour 25\./,
    ],
    [{ merged: true }, /in one SMS together with others/],
    [
      { attempts: 3, lastAttemptAt: 2 * hour },
      /tried 3 times, last at hour 2\./,
    ],
    [{ at: hour + 50 * 60_000 }, /out of reach for 50 minutes/],
    [{ at: 200 * hour }, /out of reach for 8 days/],
  ];
  for (const [changes, expected] of rows) {
    assert.match(words(changes), expected);
  }
});

Deno.test("a subject says what became of whom", () => {
  assert.equal(
    subjectOf(report()),
    "SMS not delivered to +491701234567: Pump 3",
  );
  const several = {
    ...report(),
    recipients: [off, { ...off, action: "delivered" as const }],
  };
  assert.equal(subjectOf(several), "Report on an SMS to 2 numbers: Pump 3");
});

Deno.test("a status tells failure, delay and success apart, and whether trying again may help", () => {
  const rows: readonly (readonly [Partial<ReportedRecipient>, string])[] = [
    [{}, "4.4.7"],
    [{ reason: "+CMS ERROR 1 (unassigned number)" }, "5.1.1"],
    [{ reason: "odd" }, "5.0.0"],
    [{ ending: "expired", reason: "odd" }, "4.4.7"],
    [{ ending: "cancelled", reason: "Cancelled by the operator" }, "5.3.0"],
    [{ action: "delayed", ending: "waiting", reason: "" }, "4.4.7"],
    [{
      action: "delayed",
      ending: "waiting",
      reason: "+CMS ERROR 331 (no network service)",
    }, "4.4.2"],
    [{ action: "delivered", ending: "delivered" }, "2.0.0"],
    [{ action: "relayed", ending: "sent" }, "2.0.0"],
  ];
  for (const [changes, status] of rows) {
    assert.equal(statusOf({ ...off, ...changes }), status);
  }
});

Deno.test("the last report for a while says so", () => {
  assert.match(
    reportText({ ...report(), last: true }, options),
    /as many reports/,
  );
});

Deno.test("a report is the notice that brings it to the sender, from nobody", () => {
  const notice = reportNotice(report(), 5, options);
  const { body, ...rest } = notice;
  assert.deepEqual(rest, {
    key: "report/1H2J3K4M5N6P7Q8R.7",
    kind: "report",
    channel: "mail",
    createdAt: 5,
    expiresAt: 5 + 120 * hour,
    from: "",
    to: ["plc@plant.example"],
  });
  assert.equal(body, reportMail(report(), 5, options));
});

Deno.test("what is not ASCII stands in no header and no status", () => {
  const base = report({
    forwardPath: "jörg@sms.example",
    reason: "Gerät\r\nAction: delivered",
  });
  const mail = {
    ...base.mail,
    reversePath: "jörg@plant.example",
    messageId: "ü@x",
  };
  const written = reportMail({ ...base, mail }, 0, options);
  assert.match(written, /^To: undisclosed-recipients:;\r$/m);
  assert.doesNotMatch(written, /^In-Reply-To/m);
  assert.match(
    written,
    /^Final-Recipient: utf-8; j\\x\{F6\}rg@sms\.example\r$/m,
  );
  assert.match(
    written,
    /^Diagnostic-Code: x-sms; Ger\?t Action: delivered\r$/m,
  );
});

Deno.test("no text from outside changes what a report is made of", async () => {
  await fc.assert(fc.asyncProperty(
    fc.record({
      subject: fc.string({ unit: "binary", maxLength: 300 }),
      text: fc.string({ unit: "binary", maxLength: 300 }),
      reason: fc.string({ unit: "binary", maxLength: 2_000 }),
      envelopeId: fc.string({ unit: "grapheme-ascii", minLength: 1 }),
      forwardPath: fc.string({ unit: "grapheme", minLength: 1, maxLength: 99 }),
    }),
    async ({ subject, text, reason, envelopeId, forwardPath }) => {
      const base = report({ reason, forwardPath });
      const notification = { envelopeId, returned: "full" } as const;
      const mail = { ...base.mail, subject, text, notification };
      const body = reportMail({ ...base, mail }, 0, options);
      assert.match(body, /^[\r\n\t -~]*$/);
      for (const line of body.split("\r\n")) assert.ok(line.length <= 998);
      const parsed = await PostalMime.parse(body, {
        forceRfc822Attachments: true,
      });
      assert.deepEqual(parsed.attachments.map((it) => it.mimeType), [
        "message/delivery-status",
        ...(text === "" ? [] : ["message/rfc822"]),
        ...(text === "" ? ["text/rfc822-headers"] : []),
      ]);
      const groups = deliveryStatus({ ...base, mail }, options).split(
        "\r\n\r\n",
      );
      assert.equal(groups.length, 2);
      assert.match(groups[1] ?? "", /^Action: failed\r$/m);
      assert.equal(groups[1]?.match(/^Action:/gm)?.length, 1);
    },
  ));
});
