import assert from "node:assert/strict";
import { compileDisclaimers } from "../mail/mod.ts";
import { standsFor } from "../policy/mod.ts";
import {
  compose,
  type ComposeOptions,
  type SenderRule,
  type Writing,
} from "./compose.ts";

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
  mail: Partial<Writing>,
  options: Partial<ComposeOptions> = {},
): string {
  const made = composed(mail, options);
  assert.equal(made.kind, "composed");
  return made.kind === "composed" ? made.message.text : "";
}

function composed(
  mail: Partial<Writing>,
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

Deno.test("a template of which nothing is in the mail lets the body be the text", () => {
  assert.equal(
    textFor({ text: "Pump 3" }, { template: "{subject}" }),
    "Pump 3",
  );
  assert.equal(
    textFor({ subject: "Alarm", text: "Pump 3" }, { template: "{from}" }),
    "Pump 3",
  );
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

Deno.test("a mail of nothing but invisible characters is refused", () => {
  const options = { plainPunctuation: true };
  assert.equal(composed({ text: "\u200d" }, options).kind, "refused");
  assert.equal(composed({ text: "\u200d" }).kind, "refused");
  assert.equal(composed({ text: "\n\u200d" }, options).kind, "refused");
});

Deno.test("a body of nothing but invisible characters lets the subject be the text", () => {
  // What mail programs pad an empty body with: zero-width spaces and non-joiners, U+034F.
  for (
    const text of [
      "\u200b",
      "\u200c\u00a0\u034f \u200c",
      "\n\ufeff\u00ad",
      "\0",
    ]
  ) {
    assert.equal(textFor({ subject: "Pump 3", text }), "Pump 3");
  }
});

Deno.test("what plain punctuation takes away leaves no blank lines at the end", () => {
  const options = { plainPunctuation: true };
  assert.equal(textFor({ text: "Pump 3\n\u200d\n" }, options), "Pump 3");
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

Deno.test("what is cut off does not keep the rest of a text dear", () => {
  const options = { plainPunctuation: true, maxSegments: 2 };
  const words = "“Pump” – " + "a".repeat(400);
  const plain = '"Pump" - ' + "a".repeat(294) + "...";
  for (const rest of ["я", "b".repeat(50_000)]) {
    assert.equal(textFor({ text: words + rest }, options), plain);
  }
  const invisible = "“" + "\u200e".repeat(400) + "a".repeat(200) + "я";
  assert.match(textFor({ text: invisible }, options), /…$/);
  assert.equal(
    textFor({ text: "Łódź " + "a".repeat(400) + "я" }, {
      transliterate: true,
      maxSegments: 1,
    }),
    "Lodz " + "a".repeat(152) + "...",
  );
});

Deno.test("the message carries what its sending needs", () => {
  const made = composed({ text: "x" }, {
    statusReport: false,
    referenceBits: 16,
    validityMs: 3_600_000,
    replaceType: 3,
  });
  assert.deepEqual(made, {
    kind: "composed",
    segmentCount: 1,
    message: {
      text: "x",
      flash: false,
      statusReport: false,
      referenceBits: 16,
      validityMs: 3_600_000,
      replaceType: 3,
    },
  });
});

Deno.test("a sender's rule may have its SMS replace one another, or not", () => {
  const senders = {
    rules: [
      { address: "zabbix@plant", replaceType: 4 },
      { address: "plc@plant", replaceType: 0 },
    ],
    matches: standsFor,
  };
  const rows = [["zabbix@plant", 4], ["plc@plant", undefined], ["x@y", 1]];
  for (const [reversePath, replaceType] of rows) {
    const mail = { text: "x", reversePath: String(reversePath) };
    const made = composed(mail, { senders, replaceType: 1 });
    assert.ok(made.kind === "composed");
    assert.equal(made.message.replaceType, replaceType);
  }
});

Deno.test("a language's tables are used where they save segments, and stay with the message", () => {
  const nationalLanguages = ["turkish"] as const;
  const short = composed({ text: "Pompa durdu: şebeke" }, {
    nationalLanguages,
  });
  assert.ok(short.kind === "composed");
  assert.equal(short.message.nationalShift, undefined);
  const text = "Pompa durdu: şebeke yok, ".repeat(4);
  const national = composed({ text }, { nationalLanguages });
  assert.ok(national.kind === "composed");
  assert.deepEqual(national.message.nationalShift, { locking: 0, single: 1 });
  assert.equal(national.segmentCount, 1);
  const plain = composed({ text });
  assert.ok(plain.kind === "composed");
  assert.equal(plain.segmentCount, 2);
});

Deno.test("a text in a language's tables is cut to what they hold, in segments that were promised", () => {
  const nationalLanguages = ["turkish"] as const;
  const options = { nationalLanguages, maxSegments: 2 };
  const made = composed({ text: "ğ".repeat(500) }, options);
  assert.ok(made.kind === "composed");
  // The locking table holds them in one septet each: twice 149, less three dots.
  assert.equal(made.message.text, "ğ".repeat(295) + "...");
  assert.deepEqual(made.message.nationalShift, { locking: 1, single: 0 });
  assert.deepEqual([made.segmentCount, made.cutFrom], [2, 4]);
});

Deno.test("a letter of a language that is configured is not transliterated, others are", () => {
  const options = {
    transliterate: true,
    plainPunctuation: true,
    nationalLanguages: ["turkish"],
  } as const;
  assert.equal(textFor({ text: "“Şebeke” – 3" }, options), "“Şebeke” – 3");
  assert.equal(textFor({ text: "Łódź – 3" }, options), "Lodz - 3");
  const long = "“Şebeke” – yok ";
  assert.equal(
    textFor({ text: long.repeat(6) }, options),
    '"Şebeke" - yok '.repeat(6),
  );
});

Deno.test("a body is cut by marker, quotes, disclaimers and signature, in this order", async () => {
  const { strip } = await compileDisclaimers(["(?s)^Confidential.*"]);
  const text = [
    "Pump 3",
    "",
    "Anna wrote:",
    "> Which pump?",
    "-- ",
    "Max",
    "Confidential: delete",
    "##",
    "sent by a gateway",
  ].join("\n");
  const rows: readonly (readonly [Partial<ComposeOptions>, string])[] = [
    [{}, text],
    [{ endMarker: "##" }, text.split("\n").slice(0, 7).join("\n")],
    [
      { endMarker: "##", stripQuotes: true },
      "Pump 3\n-- \nMax\nConfidential: delete",
    ],
    [
      { endMarker: "##", stripQuotes: true, stripDisclaimers: strip },
      "Pump 3\n-- \nMax",
    ],
    [
      {
        endMarker: "##",
        stripQuotes: true,
        stripDisclaimers: strip,
        stripSignature: true,
      },
      "Pump 3",
    ],
  ];
  for (const [options, expected] of rows) {
    assert.equal(textFor({ text }, options), expected);
  }
});

Deno.test("a body that is nothing but what could be cut stays", async () => {
  const { strip } = await compileDisclaimers(["(?s)^Confidential.*"]);
  const options = { stripQuotes: true, stripDisclaimers: strip };
  for (const text of ["> Pump 3", "Confidential: pump 3"]) {
    assert.equal(textFor({ text }, options), text);
  }
});

function senders(...rules: readonly SenderRule[]): Partial<ComposeOptions> {
  const matches = (address: string, sender: string) =>
    address === "*" || sender.endsWith(address);
  return { senders: { rules, matches } };
}

Deno.test("the first rule that matches the sender has its prefix, template and limit", () => {
  const options = senders(
    { address: "zabbix@plant", prefix: "ZBX ", template: "{subject}" },
    { address: "plant", template: "{from}: {body}", maxSegments: 1 },
    { address: "*", prefix: "? " },
  );
  const mail = { subject: "S", text: "Pump 3", from: "plc@plant" };
  const rows: readonly (readonly [Partial<Writing>, string])[] = [
    [{ reversePath: "zabbix@plant" }, "ZBX S"],
    [{ reversePath: "ups@plant" }, "plc@plant: Pump 3"],
    [{ reversePath: "x@elsewhere" }, "? Pump 3"],
    // The null sender, and a command, which has none.
    [{ reversePath: "", from: "zabbix@plant" }, "ZBX S"],
    [{ from: "zabbix@plant" }, "ZBX S"],
    [{ from: "" }, "? Pump 3"],
  ];
  for (const [sender, expected] of rows) {
    assert.equal(textFor({ ...mail, ...sender }, options), expected);
  }
  const none = senders({ address: "nobody", prefix: "x" });
  assert.equal(textFor(mail, none), "Pump 3");
});

Deno.test("a sender's limit may be lower and higher than the general one", () => {
  const text = "a".repeat(400);
  const few = senders({ address: "*", maxSegments: 1 });
  const many = senders({ address: "*", maxSegments: 3 });
  assert.equal(textFor({ text }, { maxSegments: 2, ...few }).length, 160);
  assert.equal(textFor({ text }, { maxSegments: 2, ...many }).length, 400);
});

Deno.test("a prefix counts in the length, goes before the words, and is no text alone", () => {
  const rule = senders({ address: "*", prefix: "ZBX " });
  const made = composed({ text: "a".repeat(157) }, rule);
  assert.equal(made.kind === "composed" && made.segmentCount, 2);
  assert.equal(textFor({ text: "\n\nPump" }, rule), "ZBX Pump");
  assert.equal(textFor({ subject: "Pump" }, rule), "ZBX Pump");
  assert.equal(composed({ text: "" }, rule).kind, "refused");
  const curly = senders({ address: "*", prefix: "“é” " });
  const options = { ...curly, plainPunctuation: true };
  assert.equal(textFor({ text: "Pump" }, options), '"é" Pump');
});

Deno.test("letters lose their marks only where that saves the message from UCS-2", () => {
  const options = { transliterate: true };
  assert.equal(textFor({ text: "Łódź: reçu" }, options), "Lodz: recu");
  assert.equal(textFor({ text: "Łódź: насос" }, options), "Łódź: насос");
  assert.equal(textFor({ text: "“Łódź”" }, options), "“Łódź”");
  const both = { transliterate: true, plainPunctuation: true };
  assert.equal(textFor({ text: "“Łódź”" }, both), '"Lodz"');
});

Deno.test("the rule for the null sender counts although the mail has a From address", () => {
  const rules = [
    { address: "zabbix@plant.example", prefix: "ZBX " },
    { address: "<>", prefix: "BOUNCE " },
  ];
  const options = { senders: { rules, matches: standsFor } };
  const mail = { text: "Pump 3", from: "daemon@plant.example" };
  const rows = [
    [{ ...mail, reversePath: "" }, "BOUNCE Pump 3"],
    [
      { ...mail, from: "zabbix@plant.example", reversePath: "" },
      "ZBX Pump 3",
    ],
    [{ ...mail, reversePath: "daemon@plant.example" }, "Pump 3"],
  ] as const;
  for (const [each, expected] of rows) {
    assert.equal(textFor(each, options), expected);
  }
});
