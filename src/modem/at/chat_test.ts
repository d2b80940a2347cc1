import assert from "node:assert/strict";
import fc from "fast-check";
import { step } from "./chat.ts";
import {
  type ChatAction,
  type ChatEvent,
  type ChatState,
  isIdle,
  newChat,
} from "./chat_state.ts";
import type { AtCommand } from "./command.ts";
import type { AtResult } from "./result.ts";

const hex = "0001000B917228001011F100000CC8329BFD065DDF72363904";
const before = () => Promise.resolve();
const plain: AtCommand = {
  text: "AT+CREG?",
  timeoutMs: 5_000,
  expect: ["+CREG:"],
};
const submit: AtCommand = {
  text: "AT+CMGS=24",
  timeoutMs: 30_000,
  expect: ["+CMGS:"],
  pdu: { hex, timeoutMs: 120_000, before },
};

/** A chat and all that it did. */
class Play {
  state: ChatState = newChat;
  readonly actions: ChatAction[] = [];

  feed(...events: readonly ChatEvent[]): this {
    for (const event of events) {
      const { state, actions } = step(this.state, event);
      this.state = state;
      this.actions.push(...actions);
    }
    return this;
  }

  send(command: AtCommand): this {
    return this.feed({ kind: "send", command });
  }

  lines(...texts: readonly string[]): this {
    return this.feed(...texts.map((text) => ({ kind: "line", text } as const)));
  }

  get results(): readonly AtResult[] {
    return this.actions.flatMap((it) => it.kind === "resolve" ? it.result : []);
  }

  get urcs(): readonly string[] {
    return this.actions.flatMap((it) =>
      it.kind === "urc" ? [it.urc.text, ...it.urc.pdu ? [it.urc.pdu] : []] : []
    );
  }

  get written(): readonly string[] {
    return this.actions.flatMap((it) => it.kind === "write" ? it.text : []);
  }

  /** The last delay that was armed. */
  get armed(): number | undefined {
    return this.actions.findLast((it) => it.kind === "arm")?.delayMs;
  }
}

const prompt: ChatEvent = { kind: "prompt" };
const timeout: ChatEvent = { kind: "timeout" };
const released: ChatEvent = { kind: "released", command: submit };

function submitted(): Play {
  return new Play().send(submit).feed(prompt, released);
}

Deno.test("step() collects the information responses of the command and nothing else", () => {
  const play = new Play().send(plain).lines(
    "AT+CREG?",
    "^RSSI: 21",
    "+CREG: 5",
    "+CREG: 0,1",
    '+CMTI: "SM",3',
    "OK",
  );
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CREG: 0,1"] }]);
  assert.deepEqual(play.urcs, ["^RSSI: 21", "+CREG: 5", '+CMTI: "SM",3']);
  assert.ok(isIdle(play.state));
});

Deno.test("step() drops echoes, late ones of earlier commands too", () => {
  const play = new Play()
    .send({ text: "ATE0", timeoutMs: 1 }).lines("ATE0", "OK")
    .send({ text: "AT+CGMM", timeoutMs: 1, bare: true })
    .lines("ATE0", "AT+CGMM", "M1", "OK");
  assert.deepEqual(play.results[1], { kind: "ok", info: ["M1"] });
  assert.deepEqual(play.urcs, []);
});

Deno.test("step() writes the PDU only after the prompt and with leave", () => {
  const play = new Play().send(submit);
  assert.deepEqual(play.written, ["AT+CMGS=24\r"]);
  play.feed(prompt);
  assert.deepEqual(play.actions.at(-1), { kind: "release", command: submit });
  assert.deepEqual(play.written, ["AT+CMGS=24\r"]);
  play.feed(released);
  assert.deepEqual(play.written, ["AT+CMGS=24\r", `${hex}\x1a`]);
  assert.equal(play.armed, 120_000);
  play.lines(hex, "+CMGS: 17", "OK");
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 17"] }]);
  assert.deepEqual(play.urcs, []);
});

Deno.test("step() passes on URCs between prompt and PDU", () => {
  const play = new Play().send(submit).feed(prompt)
    .lines('+CMTI: "SM",3', "+CDS: 25", hex).feed(released)
    .lines("^RSSI: 3", "+CMGS: 17", "+CREG: 1", "OK");
  assert.deepEqual(play.urcs, [
    '+CMTI: "SM",3',
    "+CDS: 25",
    hex,
    "^RSSI: 3",
    "+CREG: 1",
  ]);
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 17"] }]);
});

Deno.test("step() ends a command at an error before the prompt, and then ignores leave", () => {
  const play = new Play().send(submit).feed(prompt).lines("+CMS ERROR: 38");
  assert.equal(play.results[0]?.kind, "error");
  play.feed(released);
  assert.deepEqual(play.written, ["AT+CMGS=24\r"]);
});

Deno.test("step() withholds the PDU from a modem whose echo is back: it has restarted, and is in text mode", () => {
  const quiet = new Play().send(plain).lines("+CREG: 0,1", "OK").send(submit);
  quiet.lines("AT+CMGS=24").feed(prompt);
  assert.deepEqual(quiet.results.at(-1), {
    kind: "restarted",
    by: "its echo is on again",
    pduWritten: false,
  });
  assert.equal(quiet.written.at(-1), "\x1b\r");
  // One that has always echoed, or of which nothing is known, is given it.
  const echoing = new Play().send(plain)
    .lines("AT+CREG?", "+CREG: 0,1", "OK").send(submit);
  const unknown = new Play().send(submit);
  for (const play of [echoing, unknown]) {
    play.lines("AT+CMGS=24").feed(prompt, released);
    assert.equal(play.written.at(-1), `${hex}\x1a`);
  }
});

Deno.test("step() leaves the prompt when leave is refused or does not come", () => {
  const refused = new Play().send(submit).feed(prompt, {
    kind: "refused",
    command: submit,
    reason: "Disk full",
  });
  assert.deepEqual(refused.results, [{
    kind: "withheld",
    reason: "Disk full",
  }]);
  assert.equal(refused.written.at(-1), "\x1b\r");
  const late = new Play().send(submit).feed(prompt, timeout);
  assert.equal(late.results[0]?.kind, "withheld");
  assert.equal(late.feed(released).written.at(-1), "\x1b\r");
});

Deno.test("step() does not take an OK before the prompt for an answer", () => {
  const play = new Play().send(submit).lines("OK").feed(prompt, released)
    .lines("+CMGS: 5", "OK");
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 5"] }]);
});

Deno.test("step() waits for +CMGS when OK comes ahead of it", () => {
  const play = submitted().lines("OK");
  assert.deepEqual(play.results, []);
  assert.equal(play.armed, 5_000);
  play.lines("+CMGS: 9", "OK");
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 9"] }]);
  const never = submitted().lines("OK").feed(timeout);
  assert.deepEqual(never.results, [{ kind: "ok", info: [] }]);
});

Deno.test("step() takes +CMGS without OK for an answer, and finds the rhythm again", () => {
  const play = submitted().lines("+CMGS: 9");
  assert.equal(play.armed, 5_000);
  play.feed(timeout);
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 9"] }]);
  assert.ok(!isIdle(play.state));
});

Deno.test("step() takes +CMGS for success even when an error follows", () => {
  const play = submitted().lines("+CMGS: 9", "ERROR");
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 9"] }]);
});

Deno.test("step() says of every end whether the modem had the PDU", () => {
  const ends: readonly (readonly [ChatEvent, AtResult["kind"]])[] = [
    [timeout, "timeout"],
    [{ kind: "lost", reason: "Gone" }, "lost"],
    [{ kind: "line", text: "RDY" }, "restarted"],
    [{ kind: "restarted", by: "SMS Ready" }, "restarted"],
  ];
  for (const [event, kind] of ends) {
    const [before] = new Play().send(submit).feed(event).results;
    assert.ok(before?.kind === kind && "pduWritten" in before);
    assert.equal(before.pduWritten, false, kind);
    const [after] = submitted().feed(event).results;
    assert.ok(after?.kind === kind && "pduWritten" in after);
    assert.equal(after.pduWritten, true, kind);
  }
});

Deno.test("step() ignores a caller's NO CARRIER during a submission", () => {
  const play = submitted().lines("RING", "NO CARRIER", "+CMGS: 3", "OK");
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CMGS: 3"] }]);
});

Deno.test("step() passes on a two-line URC whose PDU is missing, and reads the next line for itself", () => {
  const play = new Play().send(plain).lines("+CDS: 25", "+CREG: 0,1", "OK");
  assert.deepEqual(play.urcs, ["+CDS: 25"]);
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CREG: 0,1"] }]);
});

Deno.test("step() bears a URC between the two lines of another one", () => {
  const play = new Play().lines("+CDS: 25", "^RSSI: 9", hex, "+CDS: 25")
    .lines("+CDS: 26", hex);
  assert.deepEqual(play.urcs, [
    "^RSSI: 9",
    "+CDS: 25",
    hex,
    "+CDS: 25",
    "+CDS: 26",
    hex,
  ]);
});

Deno.test("step() says what it heard before a time-out", () => {
  const heard = (...lines: readonly string[]) =>
    new Play().send(plain).lines(...lines).feed(timeout).results[0];
  const result = { kind: "timeout", pduWritten: false } as const;
  assert.deepEqual(heard(), { ...result, heard: "nothing" });
  assert.deepEqual(heard("AT+CREG?"), { ...result, heard: "echo" });
  assert.deepEqual(heard("AT+CREG?", "~~~"), { ...result, heard: "other" });
});

Deno.test("step() takes a missing OK for given where the command says so", () => {
  const cpin: AtCommand = {
    text: "AT+CPIN?",
    timeoutMs: 5_000,
    expect: ["+CPIN:"],
    finalAfterInfoMs: 1_000,
  };
  const play = new Play().send(cpin).lines("+CPIN: READY");
  assert.equal(play.armed, 1_000);
  play.feed(timeout);
  assert.deepEqual(play.results, [{ kind: "ok", info: ["+CPIN: READY"] }]);
});

Deno.test("step() believes nothing after a time-out before silence and two OKs", () => {
  const play = new Play().send(plain).feed(timeout);
  assert.equal(play.written.at(-1), "\x1b\r");
  play.lines("+CREG: 0,1", "OK");
  assert.equal(play.armed, 500);
  play.feed(timeout);
  assert.equal(play.written.at(-1), "AT\r");
  play.lines("AT", "OK");
  assert.ok(!isIdle(play.state));
  play.lines("OK");
  assert.ok(isIdle(play.state));
  assert.equal(play.results.length, 1);
});

Deno.test("step() leaves a late prompt by ESC", () => {
  const play = new Play().send(submit).feed(timeout);
  const count = play.written.length;
  play.feed(prompt);
  assert.deepEqual(play.written.slice(count), ["\x1b\r"]);
  const idle = new Play().feed(prompt);
  assert.deepEqual(idle.written, ["\x1b\r"]);
  assert.ok(!isIdle(idle.state));
});

Deno.test("step() gives a deaf modem back after some probes, and a flood does not hold it for ever", () => {
  const deaf = new Play().send(plain);
  for (let i = 0; i < 7; i++) deaf.feed(timeout);
  assert.ok(isIdle(deaf.state));
  const flood = new Play().send(plain).feed(timeout);
  for (let i = 0; i < 100; i++) flood.lines("^RSSI: 9");
  const arms = flood.actions.filter(({ kind }) => kind === "arm").length;
  assert.ok(arms < 30, `${arms} times armed`);
});

Deno.test("step() answers every command after the loss of the port", () => {
  const play = new Play().feed({ kind: "lost", reason: "Gone" }).send(plain);
  assert.deepEqual(play.results, [
    { kind: "lost", reason: "Gone", pduWritten: false },
  ]);
});

Deno.test("step() throws at a second command in flight", () => {
  assert.throws(() => new Play().send(plain).send(plain), /in flight/);
});

const line = fc.constantFrom(
  "OK",
  "ERROR",
  "+CMS ERROR: 500",
  "+CREG: 0,1",
  "+CREG: 1",
  "+CMGS: 7",
  "+CDS: 25",
  hex,
  "RDY",
  "SMS Ready",
  "AT+CREG?",
  "^RSSI: 1",
  "noise",
);
const anyEvent = fc.oneof(
  line.map((text): ChatEvent => ({ kind: "line", text })),
  fc.constantFrom<ChatEvent>(
    prompt,
    timeout,
    released,
    { kind: "refused", command: submit, reason: "No" },
    { kind: "resync" },
    { kind: "restarted", by: "SMS Ready" },
  ),
);

Deno.test("step() ends every command exactly once, whatever comes", () => {
  fc.assert(fc.property(
    fc.array(anyEvent, { maxLength: 40 }),
    fc.array(fc.constantFrom(plain, submit), { minLength: 1, maxLength: 5 }),
    (events, commands) => {
      const play = new Play();
      let sent = 0;
      for (const event of events) {
        const command = commands[sent];
        if (command && isIdle(play.state)) {
          play.send(command);
          sent++;
          assert.equal(play.results.length, sent - 1);
        }
        play.feed(event);
        assert.ok(play.results.length <= sent);
      }
      // Whatever phase that led to, time alone ends it.
      for (let i = 0; i < 10; i++) play.feed(timeout);
      assert.ok(isIdle(play.state));
      assert.equal(play.results.length, sent);
    },
  ));
});

Deno.test("step() never writes a PDU without its prompt, nor a command into one", () => {
  fc.assert(fc.property(
    fc.array(anyEvent, { maxLength: 40 }),
    (events) => {
      let state = newChat;
      let prompted = false;
      for (const event of [...events, timeout]) {
        if (isIdle(state)) {
          state = step(state, { kind: "send", command: submit }).state;
          prompted = false;
        }
        if (event.kind === "prompt") prompted = true;
        const next = step(state, event);
        for (const action of next.actions) {
          if (action.kind !== "write") continue;
          assert.ok(!action.text.startsWith(hex) || prompted);
          if (prompted && state.phase.kind === "holding") {
            assert.ok(
              action.text === `${hex}\x1a` || action.text.startsWith("\x1b"),
            );
          }
        }
        state = next.state;
      }
    },
  ));
});
