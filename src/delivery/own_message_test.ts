import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { anna, bert } from "../../tests/support/submissions.ts";
import type { ComposeOptions } from "./compose.ts";
import { ownSubmission } from "./own_message.ts";

const general: ComposeOptions = {
  template: "{subject}: {body}",
  maxSegments: 2,
  whenTooLong: "refuse",
  stripSignature: true,
  plainPunctuation: true,
  statusReport: true,
  referenceBits: 8,
  validityMs: 3_600_000,
  senders: {
    rules: [{ address: "*", prefix: "ZBX " }],
    matches: () => true,
  },
};

function made(text: string, changes: { readonly segments?: number } = {}) {
  return ownSubmission(
    { text, recipients: [anna, bert], madeBy: "alarm", ...changes },
    { compose: general, expireAfterMs: 5_000, clock: new ManualClock() },
  );
}

Deno.test("a message of our own is urgent, in its own words, and nobody gets a report", () => {
  const submission = made("Modem roof is back\n-- \n3 SMS waited");
  assert.ok(submission);
  assert.equal(
    submission.message.text,
    "Modem roof is back\n-- \n3 SMS waited",
  );
  assert.equal(submission.message.validityMs, 3_600_000);
  const { acceptedAt, expiresAt, madeBy, source, reversePath } = submission;
  assert.deepEqual([expiresAt - acceptedAt, madeBy, source, reversePath], [
    5_000,
    "alarm",
    "command",
    "",
  ]);
  for (const to of [anna, bert]) {
    assert.equal(submission.wishes?.get(to)?.priority, "urgent");
    assert.deepEqual(submission.notifications?.get(to), { notify: [] });
  }
});

Deno.test("one that is too long is cut, also where mails are refused, and may be longer than they", () => {
  const long = "Pump 3 stopped. ".repeat(30);
  assert.equal(made(long)?.segmentCount, 2);
  assert.equal(made(long, { segments: 4 })?.segmentCount, 4);
  assert.equal(made("Short", { segments: 4 })?.segmentCount, 1);
});

Deno.test("there is none without recipients or without words", () => {
  assert.equal(made("\u200b"), undefined);
  const clock = new ManualClock();
  assert.equal(
    ownSubmission(
      { text: "x", recipients: [], madeBy: "alarm" },
      { compose: general, expireAfterMs: 1, clock },
    ),
    undefined,
  );
});
