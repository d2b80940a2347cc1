import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import {
  type LocalClock,
  readWishes,
  splitOptions,
} from "./address_options.ts";

const zone = findTimeZone("Europe/Stockholm");
assert.ok(zone);

function clockAt(time: string): LocalClock {
  assert.ok(zone);
  return { zone, clock: { now: () => Date.parse(time) } };
}

function why(options: readonly string[], now: string | undefined): string {
  const read = readWishes(options, now === undefined ? now : clockAt(now));
  return read.kind === "wrong" ? read.why : "good";
}

Deno.test("splitOptions() leaves a number its plus sign, and all that is no option", () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["+4670123", "+4670123", []],
    ["+4670123+flash", "+4670123", ["flash"]],
    ["+4670123 + flash", "+4670123", ["flash"]],
    ["+4670123 +flash ", "+4670123", ["flash"]],
    ["+46+70", "+46+70", []],
    ["++4670123", "++4670123", []],
    ["anna+Urgent+FLASH", "anna", ["Urgent", "FLASH"]],
    ["+4670+at-2026-12-24T0800+0100+flash", "+4670", [
      "at-2026-12-24T0800+0100",
      "flash",
    ]],
    ["+flash", "+flash", []],
    ["+flash+urgent", "+flash", ["urgent"]],
    ["anna+", "anna+", []],
    ["anna+école", "anna", ["école"]],
    ["", "", []],
  ];
  for (const [item, head, options] of rows) {
    assert.deepEqual(splitOptions(item), { head, options }, item);
  }
});

Deno.test("readWishes() reads options in any order and case, and often", () => {
  const options = ["flash", "URGENT", "At-2026-12-24T0800", "flash"];
  const order = fc.shuffledSubarray(options, { minLength: options.length });
  fc.assert(fc.property(order, (options) => {
    assert.deepEqual(readWishes(options, clockAt("2026-12-23T08:00Z")), {
      kind: "wishes",
      wishes: {
        flash: true,
        priority: "urgent",
        sendAt: Date.parse("2026-12-24T07:00Z"),
      },
    });
  }));
  assert.deepEqual(readWishes([], undefined), { kind: "wishes", wishes: {} });
});

Deno.test("readWishes() reads bulk, and not beside urgent", () => {
  assert.deepEqual(readWishes(["Bulk", "bulk"], undefined), {
    kind: "wishes",
    wishes: { priority: "bulk" },
  });
  assert.deepEqual(readWishes(["urgent", "bulk"], undefined), {
    kind: "wrong",
    why: "urgent and bulk are both there; write one",
  });
});

Deno.test("readWishes() names the options that there are", () => {
  const now = "2026-12-23T08:00Z";
  const known = "known are flash, urgent, bulk and at-2026-12-24T0800";
  assert.equal(why(["nagios"], now), `"nagios" is no option: ${known}`);
  assert.equal(
    why(["flash", "x\r\n"], now),
    `"x\\u{d}\\u{a}" is no option: ${known}`,
  );
  assert.equal(why(["attic"], now), `"attic" is no option: ${known}`);
  assert.equal(
    why(["at-2026-12-24T0800"], undefined),
    '"at-2026-12-24T0800" is no option: known are flash, urgent and bulk',
  );
});

Deno.test("readWishes() refuses times that are no times, past, far ahead, or two", () => {
  const option = "at-2026-12-24T0800";
  const rows = [
    [
      "at",
      "2026-12-24T06:00Z",
      '"at" has no time in it: write at-2026-12-24T0800',
    ],
    [
      "at-noon",
      "2026-12-24T06:00Z",
      '"at-noon" has no time in it: write at-2026-12-24T0800',
    ],
    [option, "2026-12-24T06:59Z", "good"],
    [option, "2026-12-24T07:00:59.999Z", "good"],
    [
      option,
      "2026-12-24T07:01Z",
      `"${option}" is past: it is 2026-12-24 08:01 in Europe/Stockholm`,
    ],
    [option, "2026-11-24T07:00Z", "good"],
    [
      option,
      "2026-11-24T06:59:59.999Z",
      `"${option}" is more than 30 days ahead`,
    ],
  ] as const;
  for (const [option, now, expected] of rows) {
    assert.equal(why([option], now), expected, now);
  }
  assert.equal(
    why([option, "at-2026-12-24T0900"], "2026-12-24T06:00Z"),
    '"at-2026-12-24T0900" is a second time; write one',
  );
  assert.equal(
    why([option, "at-2026-12-24T0700Z"], "2026-12-24T06:00Z"),
    "good",
  );
});
