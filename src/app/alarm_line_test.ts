import assert from "node:assert/strict";
import type { AlarmEvent } from "../alarm/mod.ts";
import { newMessageId, parsePhoneNumber, systemClock } from "../model/mod.ts";
import { alarmLine } from "./alarm_line.ts";
import { escalationLine } from "./escalation_line.ts";
import { levelOf, lineOf } from "./fate_line.ts";

const alarm: AlarmEvent = {
  kind: "raised",
  key: "modem:roof",
  condition: "modem",
  since: 5,
  text: "Modem roof is silent\n: \u001b[2J",
};

Deno.test("an alarm is one line, whatever a modem says, and as loud as it is bad", () => {
  const line = alarmLine(alarm);
  assert.equal(line.level, "error");
  assert.equal(line.text, "Alarm: Modem roof is silent\\n: \\u001b[2J");
  assert.deepEqual(line.properties, {
    event: "alarm",
    alarm: "modem:roof",
    condition: "modem",
    state: "raised",
    since: 5,
  });
  const cleared = { ...alarm, kind: "cleared", text: "Back" } as const;
  assert.equal(alarmLine(cleared).text, "All clear: Back");
  assert.equal(levelOf({ room: "alarm", event: cleared }), "info");
  const reminder = { ...alarm, kind: "reminder" } as const;
  assert.equal(lineOf({ room: "alarm", event: reminder })?.level, "warning");
});

Deno.test("each step of an escalation is a line, keyed by its first message", () => {
  const id = newMessageId(systemClock);
  const number = parsePhoneNumber("+46701234567")!;
  const event = { kind: "escalation", id, step: 1, steps: 2 } as const;
  const next = { kind: "next", to: "boss" } as const;
  const lines = [
    escalationLine({ ...event, move: next, people: [number] }),
    escalationLine({ ...event, move: next, people: [] }),
    escalationLine({
      ...event,
      move: { kind: "stop", why: "answered" },
      people: [],
    }),
    escalationLine({ ...event, move: { kind: "exhausted" }, people: [] }),
  ];
  assert.deepEqual(lines.map((it) => `${it.level} ${it.text}`), [
    `warning ${id} escalates to boss (step 1 of 2): +46701234567`,
    `warning ${id} escalates to boss (step 1 of 2), where nobody is on call: the next one gets it`,
    `info ${id} escalates no further: it was answered`,
    `error ${id} was confirmed by nobody in 2 steps: look after it yourself`,
  ]);
  assert.ok(lines.every((it) => it.properties["id"] === id));
});
