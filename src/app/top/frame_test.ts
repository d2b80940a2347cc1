import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import {
  alarm,
  listed,
  message,
  modem,
  snapshot,
  topNow,
} from "../../../tests/support/top_views.ts";
import { colourPalette } from "../palette.ts";
import { textWidth } from "../text_width.ts";
import { frame, type Size } from "./frame.ts";
import type { Snapshot } from "./snapshot.ts";
import { startState, type TopState, type View } from "./state.ts";
import { asciiTheme, fullTheme } from "./theme.ts";

const wide = { columns: 100, rows: 40 };
const small = { columns: 40, rows: 10 };
const coloured = { ...fullTheme, palette: colourPalette };

function stateOf(
  shot: Snapshot | undefined,
  more: Partial<TopState> = {},
): TopState {
  const link = { kind: shot === undefined ? "connecting" : "live" } as const;
  return { ...startState(topNow), link, snapshot: shot, ...more };
}

function textOf(state: TopState, size: Size = wide): string {
  return frame(state, size, fullTheme).lines.map((it) => it.trimEnd()).join(
    "\n",
  );
}

async function busy(): Promise<Snapshot> {
  const { stats } = await snapshot();
  const counts = {
    accepted: 1234,
    sent: 1200,
    delivered: 1100,
    failed: 3,
    received: 7,
  };
  return await snapshot({
    stats: {
      today: counts,
      hour: { ...counts, accepted: 60 },
      minute: { ...counts, accepted: 2, failed: 0 },
      states: { ...stats.states, queued: 4, sending: 1, uncertain: 2 },
      perMinute: {
        ...stats.perMinute,
        counts: {
          ...stats.perMinute.counts,
          accepted: Array.from({ length: 60 }, (_, at) => at % 7),
        },
      },
    },
    modems: [
      modem(),
      modem({
        name: "yard",
        state: "unplugged",
        detail: "No port: plug it in",
        network: undefined,
      }),
      modem({
        name: "sim",
        simulated: true,
        network: { operator: "Sim", registration: "home", signalDbm: -100 },
      }),
    ],
    alarms: [
      alarm(),
      alarm({ text: "Disk is nearly full", wellSince: topNow }),
    ],
    deliveries: [
      listed(3, { state: "queued", preview: "水位过高 🔥\u001b[2J\nline two" }),
      listed(2, { state: "failed" }),
      listed(1, { acceptedAt: topNow - 3 * 86_400_000, preview: "" }),
    ],
  });
}

Deno.test("a wide terminal shows counters, the last hour, modems, alarms and messages", async () => {
  const text = textOf(stateOf(await busy()));
  assert.match(text, /^cellpost 1\.2\.3 · up 60 minutes {2,}2026-11-26 \S+\n/);
  assert.match(text, /^All is well: the modem is usable, nothing waits$/m);
  assert.match(
    text,
    /^ {11,}accepted {7}sent {2}delivered {5}failed {3}received$/m,
  );
  assert.match(text, /^today +1234 +1200 +1100 +3 +7$/m);
  assert.match(text, /^hour +60 /m);
  assert.match(text, /^minute +2 /m);
  assert.match(text, /^now {5}queued 4 · sending 1 · uncertain 2$/m);
  assert.match(text, /^60 min {2}[·▁▂▃▄▅▆▇█]{60} {2}at most 6 a minute$/m);
  assert.match(
    text,
    /^roof {10}Telekom\.de {4}▂▄▆█ -71 dBm {2}usable {8}120 {6}2$/m,
  );
  assert.match(text, /^yard {10}- {13}- {13}unplugged /m);
  assert.match(text, /^ {2}No port: plug it in$/m);
  assert.match(text, /▂··· -100 dBm +simulated/);
  assert.match(text, /^! 11-26 \S+ Modem roof has no network$/m);
  assert.match(
    text,
    /^› \S+ +\+491701234567 {5}queued {4}水位过高 🔥\\u001b\[2J ⏎ line two$/m,
  );
  assert.match(
    text,
    /^ {2}11-23 \S+ \+491701234567 {5}delivered \(cleared\)$/m,
  );
  assert.match(
    text,
    /\nq quit {2}↑↓ choose {2}Enter history {2}f filter {2}\/ search {2}\? help$/,
  );
});

Deno.test("a small terminal shows the same in few words", async () => {
  const text = textOf(stateOf(await busy()), small);
  const lines = text.split("\n");
  assert.equal(lines.length, 10);
  assert.match(
    lines[0]!,
    /^cellpost 1\.2\.3 · up 60 minutes {2}\d\d:\d\d:\d\d$/,
  );
  assert.equal(lines[1], "All is well: the modem is usable, nothi…");
  assert.equal(lines[2], "in 1234 sent 1200 failed 3");
  assert.equal(lines[3], "queued 4 sending 1 uncertain 2");
  assert.equal(lines[4], "3 modems: 2 usable, 1 unplugged");
  assert.match(text, /^! 11-26 \d\d:\d\d Modem roof h… \(and 1 more\)$/m);
  assert.match(text, /^› \d\d:\d\d \+491701234567 queued {4}水位过…/m);
});

Deno.test("what is filtered, searched and typed is told", async () => {
  const shot = await snapshot();
  const filtered = stateOf(shot, { filter: "failed", search: "pump" });
  assert.match(textOf(filtered), /^MESSAGES {2}only failed, with "pump"$/m);
  assert.match(textOf(filtered), /^No such message: Escape shows all$/m);
  assert.match(textOf(stateOf(shot)), /^No message yet$/m);
  const typing = stateOf(shot, { view: { kind: "search", typed: "pu" } });
  assert.match(textOf(typing), /\n\/pu█$/);
});

Deno.test("one message is told whole, as far as there is room", async () => {
  const id = "0000000000000001";
  const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n");
  const shot = await snapshot({ message: message(id, text) });
  const at = (line: number) =>
    stateOf(shot, { view: { kind: "message", id, line } });
  const first = frame(at(0), small, fullTheme);
  assert.match(
    first.lines.join("\n"),
    /^Message {2}0000000000000001, accepted/m,
  );
  assert.ok(first.reach.last > 20);
  const last = frame(at(first.reach.last), small, fullTheme);
  assert.match(last.lines.at(-2) ?? "", /accepted/);
  assert.deepEqual(frame(at(9_999), small, fullTheme).lines, last.lines);
  const other = stateOf(shot, { view: { kind: "message", id: "7", line: 0 } });
  assert.match(textOf(other), /^Message 7$/m);
});

Deno.test("whoever is gone is told in words, with the moment of what is seen", async () => {
  const text = "The running cellpost (pid 7) does not answer";
  const link = { kind: "lost", text, since: topNow } as const;
  const never = stateOf(undefined, { link });
  assert.match(
    textOf(never),
    /^The running cellpost \(pid 7\) does not answer\.$/m,
  );
  const after = stateOf(await snapshot(), { link, now: topNow + 90_000 });
  assert.match(
    textOf(after),
    /does not answer\. What you see is of \d\d:\d\d:\d\d, .+ ago\.$/m,
  );
  assert.match(
    textOf(stateOf(undefined)),
    /^Looking for the running cellpost$/m,
  );
  const findings = [
    { level: "critical", text: "No modem is usable" },
    { level: "warning", text: "A certificate ends" },
  ] as const;
  const { status } = await snapshot();
  const ill = stateOf(
    await snapshot({ status: { ...status, ready: false, findings } }),
  );
  assert.match(textOf(ill), /^No modem is usable \(and 1 more\)$/m);
});

Deno.test("a frame has the terminal's lines, none wider, and no control but colours", async () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const states = ["queued", "sent", "failed", "uncertain"] as const;
  const row = fc.record({
    preview: text,
    recipient: text,
    state: fc.constantFrom(...states),
  });
  const view: fc.Arbitrary<View> = fc.oneof(
    fc.constantFrom<View>({ kind: "list" }, { kind: "help" }),
    text.map((typed): View => ({ kind: "search", typed })),
    fc.nat(50).map((line): View => ({ kind: "message", id: "1", line })),
  );
  const base = await snapshot();
  fc.assert(fc.property(
    fc.record({
      columns: fc.integer({ min: 1, max: 130 }),
      rows: fc.integer({ min: 1, max: 50 }),
    }),
    fc.array(row, { maxLength: 30 }),
    fc.array(fc.record({ name: text, detail: text }), { maxLength: 8 }),
    fc.array(text, { maxLength: 5 }),
    view,
    (size, rows, modems, alarms, view) => {
      const shot: Snapshot = {
        ...base,
        deliveries: rows.map((it, at) => listed(at, it)),
        modems: modems.map((it) => modem(it)),
        alarms: alarms.map((text) => alarm({ text })),
        message: message("1", rows.map(({ preview }) => preview).join("\n")),
      };
      for (const theme of [coloured, asciiTheme]) {
        const { lines } = frame(stateOf(shot, { view }), size, theme);
        assert.equal(lines.length, size.rows);
        for (const line of lines) {
          const plain = stripVTControlCharacters(line);
          assert.doesNotMatch(plain, /\p{Cc}/u);
          assert.ok(textWidth(plain) <= size.columns, JSON.stringify(line));
          // deno-lint-ignore no-control-regex -- they are meant
          assert.doesNotMatch(line.replaceAll(/\x1b\[\d+m/g, ""), /\x1b/);
        }
      }
    },
  ));
});
