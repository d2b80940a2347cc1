import assert from "node:assert/strict";
import type { Desk, LiveEvent } from "../desk/mod.ts";
import { hiddenDesk } from "./hidden_desk.ts";

const secret = "Launch code 4711";
const debug = { id: 1, at: 1, level: "debug", room: "smtp", text: secret };
const info = { ...debug, id: 2, level: "info", text: "01AB accepted" };

/** A desk where every text is the secret, and every list has one entry. */
function fullDesk(): Desk {
  const listed = { subject: secret, preview: secret, recipient: "+46" };
  const message = { id: "01AB", subject: secret, message: { text: secret } };
  const inbox = [
    { kind: "postmaster", from: "a@b.c", subject: secret, text: secret },
    { kind: "sms", from: "+46", text: secret, pdus: [secret] },
    { kind: "unreadable", from: "+46", text: secret, pdus: [secret] },
  ];
  const answers: Partial<Record<keyof Desk, unknown>> = {
    list: [listed],
    show: message,
    inbox,
    export: [{ subject: secret, text: secret, recipient: "+46" }],
    ussd: { kind: "answered", answers: [secret], menu: false },
    log: [debug, info],
    modems: [{ name: "roof" }],
    alarms: [{ text: "Modem roof is gone" }],
  };
  const desk = Object.fromEntries(
    Object.entries(answers).map((
      [name, answer],
    ) => [name, () => Promise.resolve(answer)]),
  );
  const live = {
    subscribe(listener: (event: LiveEvent) => void) {
      listener({ kind: "log", lines: [debug, info] } as LiveEvent);
      listener({ kind: "modems" });
      return () => {};
    },
  };
  return { ...desk, live } as unknown as Desk;
}

Deno.test("nothing that a message says gets through, and all else does", async () => {
  const desk = hiddenDesk(fullDesk());
  const seen: unknown[] = [];
  desk.live.subscribe((event) => seen.push(event));
  const told = JSON.stringify([
    ...await Promise.all([
      desk.list({ limit: 1 }),
      desk.show({ id: "01AB" }),
      desk.inbox({ limit: 9 }),
      desk.export({ after: 0, limit: 1 }),
      desk.ussd({ modem: "roof", entries: ["*100#"] }),
      desk.log({ limit: 9 }),
      desk.modems({}),
      desk.alarms({}),
    ]),
    seen,
  ]);
  assert.ok(!told.includes(secret), told);
  for (const kept of ["+46", "01AB", "a@b.c", "roof is gone", "accepted"]) {
    assert.ok(told.includes(kept), kept);
  }
});

Deno.test("a text that is hidden cannot be searched for, letter after letter", async () => {
  const asked: unknown[] = [];
  const full = fullDesk();
  const desk = hiddenDesk({
    ...full,
    list: (filter) => {
      asked.push(filter);
      return full.list(filter);
    },
  });
  assert.deepEqual(await desk.list({ limit: 5, text: "Launch" }), []);
  assert.deepEqual(asked, []);
  assert.equal((await desk.list({ limit: 5, recipient: "46" })).length, 1);
  assert.deepEqual(asked, [{ limit: 5, recipient: "46" }]);
});

Deno.test("a message that there is not stays away", async () => {
  const desk = hiddenDesk({
    ...fullDesk(),
    show: () => Promise.resolve(undefined),
  });
  assert.equal(await desk.show({ id: "01AB" }), undefined);
});
