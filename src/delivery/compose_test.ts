import assert from "node:assert/strict";
import type { MailText } from "../model/mod.ts";
import { compose, type ComposeOptions } from "./compose.ts";

const defaults: ComposeOptions = {
  template: "{body}",
  maxSegments: 6,
  whenTooLong: "truncate",
  stripSignature: false,
  plainPunctuation: false,
  statusReport: true,
  referenceBits: 8,
};

function textFor(
  mail: Partial<MailText>,
  options: Partial<ComposeOptions> = {},
): string {
  const made = composed(mail, options);
  assert.equal(made.kind, "composed");
  return made.kind === "composed" ? made.message.text : "";
}

function composed(
  mail: Partial<MailText>,
  options: Partial<ComposeOptions> = {},
) {
  const whole = {
    subject: "",
    from: "",
    text: "",

    ...mail,
  };
  return compose(whole, { ...defaults, ...options });
}

Deno.test("the body is the text, the subject is ignored", () => {
  assert.equal(
    textFor({ subject: "Alarm", text: "Pump 3 stopped" }),
    "Pump 3 stopped",
  );
});

Deno.test("a template joins what it names", () => {
  const template = "{subject}: {body} [{from}]";
  const mail = { subject: "Alarm", text: "Pump 3", from: "plc@plant" };
  assert.equal(textFor(mail, { template }), "Alarm: Pump 3 [plc@plant]");
});

Deno.test("a template without a subject leaves no separator behind", () => {
  const template = "{subject}: {body}";
  assert.equal(textFor({ text: "Pump 3" }, { template }), "Pump 3");
});

Deno.test("words in a field that look like a placeholder stay words", () => {
  const template = "{subject}: {body}";
  const mail = { subject: "{body} $&", text: "b" };
  assert.equal(textFor(mail, { template }), "{body} $&: b");
});

Deno.test("an empty body lets the subject be the text", () => {
  assert.equal(
    textFor({ subject: "Pump 3", text: "\n" }, {
      template: "Plant: {subject} {body}",
    }),
    "Pump 3",
  );
});

Deno.test("a mail with neither text nor subject is refused", () => {
  assert.deepEqual(composed({ text: " \n\n" }), {
    kind: "refused",
    refusal: {
      code: 554,
      enhanced: "5.6.0",
      text: "The mail has neither text nor subject",
    },
  });
});

Deno.test("the signature goes when asked to", () => {
  const text = "Pump 3\n-- \nPlant Ltd";
  assert.equal(textFor({ text }), text);
  assert.equal(textFor({ text }, { stripSignature: true }), "Pump 3");
});

Deno.test("a mail that is all signature keeps it: better too much than nothing", () => {
  const text = "-- \nPlant Ltd";
  assert.equal(textFor({ text }, { stripSignature: true }), text);
});

Deno.test("a text too long is cut at the limit, and that is told", () => {
  const made = composed({ text: "a".repeat(2000) }, { maxSegments: 2 });
  assert.equal(made.kind, "composed");
  if (made.kind !== "composed") return;
  assert.equal(made.segmentCount, 2);
  assert.equal(made.cutFrom, 14);
  assert.ok(made.message.text.endsWith("a..."));
  assert.equal(made.message.text.length, 2 * 153);
});

Deno.test("a text too long is refused with its size when so configured", () => {
  const made = composed({ text: "a".repeat(14 * 153) }, {
    maxSegments: 10,
    whenTooLong: "refuse",
  });
  assert.deepEqual(made, {
    kind: "refused",
    refusal: {
      code: 552,
      enhanced: "5.2.3",
      text: "The text needs 14 segments, limit is 10",
    },
  });
});

Deno.test("curly quotes become plain only where that saves the message from UCS-2", () => {
  const options = { plainPunctuation: true };
  assert.equal(textFor({ text: "“Pump” – 3" }, options), '"Pump" - 3');
  assert.equal(textFor({ text: "“Насос” – 3" }, options), "“Насос” – 3");
});

Deno.test("the message carries what its sending needs", () => {
  const made = composed({ text: "x" }, {
    statusReport: false,
    referenceBits: 16,
  });
  assert.deepEqual(made, {
    kind: "composed",
    segmentCount: 1,
    message: {
      text: "x",
      flash: false,
      statusReport: false,
      referenceBits: 16,
    },
  });
});
