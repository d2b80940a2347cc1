import assert from "node:assert/strict";
import { emptyOperations } from "../../../tests/support/fake_desk.ts";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { type Config, loadConfig } from "../../config/mod.ts";
import type {
  InboxView,
  MessageView,
  ModemView,
  Operations,
} from "../../desk/mod.ts";
import type { OutgoingMail } from "../../notify/mod.ts";
import { CommandError } from "../exit_code.ts";
import { hasPassed } from "./loop.ts";
import { type Bench, findTarget, follow, submit, testText } from "./run.ts";

const number = "+12005550100";
const token = "a1b2c3d4e5";

function defaults(): Config {
  const result = loadConfig({ cwd: "/nowhere", env: () => undefined });
  assert.ok(result.kind === "ok");
  return result.config;
}

function bench(
  operations: Partial<Operations> = {},
  modems: () => readonly ModemView[] = () => [],
) {
  const clock = new ManualClock();
  const told: string[] = [];
  const stop = new AbortController();
  const made: Bench = {
    clock,
    operations: { ...emptyOperations, ...operations },
    modems: () => Promise.resolve(modems()),
    signal: stop.signal,
    status: (text) => void told.push(text),
  };
  return { bench: made, clock, told, stop };
}

function modem(given: Partial<ModemView>): ModemView {
  return {
    ...{ name: "roof", port: "/dev/ttyUSB2", simulated: false },
    ...{ state: "starting", detail: "Soon", sent: 0, errors: 0 },
    ...given,
  };
}

/** Lets time pass until a promise is there. */
async function passed<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  let over = false;
  const watched = promise.finally(() => over = true);
  watched.catch(() => {});
  while (!over) await clock.advance(200);
  return await watched;
}

Deno.test("a modem that is being set up is waited for", async () => {
  let asked = 0;
  const { bench: at, clock, told } = bench({}, () => {
    asked += 1;
    if (asked < 5) return [modem({})];
    return [
      modem({
        state: "usable",
        ...(asked < 8 ? {} : { sim: { number, smsc: "" } }),
      }),
    ];
  });
  const target = await passed(findTarget(defaults(), {}, at), clock);
  assert.equal(target.number, number);
  assert.equal(asked, 8);
  assert.deepEqual([...new Set(told)], [
    "roof is starting: Soon",
    "roof is asked for its own number",
    "",
  ]);
});

Deno.test("a modem that never comes up ends the test with what it waits for", async () => {
  const { bench: at, clock } = bench({}, () => [modem({})]);
  await assert.rejects(
    passed(findTarget(defaults(), {}, at), clock),
    (error) =>
      error instanceof CommandError && error.code === 1 &&
      error.message === "roof is starting: Soon",
  );
});

Deno.test("the test goes in as a mail without a sender, with the token wherever a template looks", async () => {
  const mails: OutgoingMail[] = [];
  const { bench: at } = bench();
  const smtp = { kind: "smtp", hostname: "127.0.0.1", port: 2525 } as const;
  const id = await submit({ number, token }, {
    ...smtp,
    mailer: (mail) => {
      mails.push(mail);
      return Promise.resolve({ kind: "done" });
    },
  }, at);
  assert.equal(id, undefined);
  const text = testText(token);
  assert.deepEqual(mails, [{
    from: "",
    to: [number],
    body: `Subject: ${text}\r\n\r\n${text}\r\n`,
  }]);
  const reason = "127.0.0.1:2525 cannot be reached (refused)";
  await assert.rejects(
    submit({ number, token }, {
      ...smtp,
      mailer: () => Promise.resolve({ kind: "unreachable", reason }),
    }, at),
    /cannot be reached \(refused\); --no-smtp tests the rest by command$/,
  );
});

Deno.test("by command a refusal is told as it is", async () => {
  const byCommand = { kind: "command", why: "" } as const;
  const { bench: refusing } = bench();
  await assert.rejects(
    submit({ number, token }, byCommand, refusing),
    /^CommandError: No$/,
  );
  const { bench: taking } = bench({
    send: (request) => {
      assert.deepEqual(request, { recipient: number, text: testText(token) });
      return Promise.resolve({ kind: "queued", id: "1M8CZ" });
    },
  });
  assert.equal(await submit({ number, token }, byCommand, taking), "1M8CZ");
});

Deno.test("the test is found among others by its token, and followed until it is back", async () => {
  let looks = 0;
  const start = new ManualClock().now();
  const messageOf = (id: string, text: string): MessageView => ({
    ...{ id, acceptedAt: start, source: "smtp", reversePath: "" },
    ...{ clientAddress: "", subject: "", message: { text } },
    deliveries: [{
      ...{ deliveryId: 1, messageId: id, recipient: number, reason: "" },
      ...{ state: looks > 3 ? "delivered" : "queued", attempts: 1 },
      ...{ possibleDuplicate: false, segmentCount: 1, acceptedAt: start },
      ...{ updatedAt: start, expiresAt: start, attemptRecords: [] },
      ...{ modem: "roof", history: [] },
      segments: [{
        number: 1,
        acknowledgedAt: looks > 3 ? start : undefined,
        reference: 9,
      }],
    }],
  });
  const messages = () =>
    looks < 2 ? [messageOf("other", "Pump 3 stopped")] : [
      messageOf("other", "Pump 3 stopped"),
      messageOf("mine", testText(token)),
    ];
  const inboxOf = (): readonly InboxView[] =>
    looks < 6 ? [] : [{
      ...{ kind: "sms", receivedAt: start, modem: "roof", from: number },
      ...{ text: testText(token), segmentCount: 1, missing: 0, pdus: [] },
    }];
  const { bench: at, clock } = bench({
    list: ({ recipient, since, limit }) => {
      assert.deepEqual([recipient, since], ["12005550100", start - 1_000]);
      return Promise.resolve(
        messages().slice(0, limit).map(({ id, deliveries: [first] }) => ({
          ...first!,
          ...{ messageId: id, reversePath: "", source: "smtp" },
          ...{ subject: "", preview: "" },
        })),
      );
    },
    show: ({ id }) => Promise.resolve(messages().find((it) => it.id === id)),
    inbox: () => {
      looks += 1;
      return Promise.resolve(inboxOf());
    },
  });
  const plan = {
    ...{ token, startedAt: start, entrance: "by SMTP" },
    ...{ awaitsReport: true, awaitsReturn: true, patienceMs: 60_000 },
  };
  let tells = 0;
  const steps = await passed(
    follow(plan, { id: undefined, number, tell: () => tells += 1 }, at),
    clock,
  );
  assert.ok(hasPassed(steps), Deno.inspect(steps));
  assert.match(steps[0]?.text ?? "", /^as mine, by SMTP$/);
  assert.equal(tells, looks);
});

Deno.test("Ctrl-C ends the waiting with what is known", async () => {
  const { bench: at, clock, stop } = bench();
  const plan = {
    ...{ token, startedAt: clock.now(), entrance: "by command" },
    ...{ awaitsReport: true, awaitsReturn: true, patienceMs: 60_000 },
  };
  const following = follow(
    plan,
    { id: "1M8CZ", number, tell: () => stop.abort() },
    at,
  );
  const steps = await passed(following, clock);
  assert.equal(steps[0]?.kind, "waiting");
  assert.equal(hasPassed(steps), false);
});
