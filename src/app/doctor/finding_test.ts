import assert from "node:assert/strict";
import { amiss, fine, told, worstOf } from "./finding.ts";
import { doctorLines, summary } from "./words.ts";

Deno.test("a sentence of the house is taken apart into what and what to do", () => {
  const rows = [
    [
      "No SIM, or it has no contact: insert one",
      "No SIM, or it has no contact",
      "insert one",
    ],
    [
      "Not registered: searching for a network; check antenna and contract",
      "Not registered: searching for a network",
      "check antenna and contract",
    ],
    [
      'No port "/dev/ttyUSB9": check the cable; the port is tried again by itself',
      'No port "/dev/ttyUSB9"',
      "check the cable",
    ],
    ["It is odd", "It is odd", "see to it"],
  ] as const;
  for (const [sentence, text, advice] of rows) {
    assert.deepEqual(told("Modems", "warning", sentence), {
      ...{ area: "Modems", level: "warning", text, advice },
    });
  }
});

const findings = [
  fine("Config", "/etc/cellpost/config.toml"),
  amiss("Modems", "critical", { text: "No modem", advice: "plug one in" }),
  amiss("Modems", "hint", { text: "\x1b[2J is odd", advice: "look" }),
];

Deno.test("findings stand below one another, and the cursor stays where it is", () => {
  assert.deepEqual(doctorLines(findings, { unicode: true }), [
    "✓ Config  /etc/cellpost/config.toml",
    "✗ Modems  No modem",
    "          → plug one in",
    "·         ?[2J is odd",
    "          → look",
    "",
    "1 is critical, 1 is a hint",
  ]);
  assert.deepEqual(doctorLines(findings, { unicode: false }).slice(0, 3), [
    "ok Config  /etc/cellpost/config.toml",
    " X Modems  No modem",
    "           -> plug one in",
  ]);
});

Deno.test("the worst counts, and all is well where nothing is amiss", () => {
  assert.equal(worstOf(findings), "critical");
  assert.equal(worstOf([]), "ok");
  assert.equal(summary([fine("Config", "good")]), "All is well");
  const twice = amiss("Clock", "warning", { text: "late", advice: "set it" });
  assert.equal(summary([twice, twice]), "2 are warnings");
});
