import assert from "node:assert/strict";
import { FakeModem } from "../../tests/support/fake_modem.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { AtChannel } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import { InStep } from "./in_step.ts";

Deno.test("a modem that names its question is in step, until something is not answered", async () => {
  await using rig = new Rig();
  assert.equal(rig.inStep.holds, false);
  assert.equal(await rig.show(), true);
  assert.equal(await rig.show(), true);
  assert.deepEqual(rig.asked, ["AT+CMGF?"]);
  rig.modem.plan({ at: "AT+CSQ", instead: "" });
  await rig.pass(rig.conversation.tell("AT+CSQ"));
  assert.equal(rig.inStep.holds, false);
  assert.equal(await rig.show(), true);
  assert.equal(rig.asked.at(-1), "AT+CNMI?");
});

Deno.test("an AT to which the modem was late is noticed, and its OK passed over", async () => {
  await using rig = new Rig();
  rig.modem.plan({ at: "AT", delayMs: 3_000 });
  const knock = { text: "AT", timeoutMs: 1_000, probe: true };
  while ((await rig.pass(rig.channel.send(knock))).kind !== "ok");
  assert.equal(await rig.show(), true);
  const card = rig.conversation.query("AT+CPIN?", { prefix: "+CPIN:" });
  assert.equal(await rig.pass(card), "READY");
});

Deno.test("an OK too many, as of an ESC at a prompt, is noticed", async () => {
  await using rig = new Rig();
  rig.modem.plan({ at: "AT+CMGF?", before: "\r\nOK\r\n" });
  assert.equal(await rig.show(), true);
  assert.deepEqual(rig.asked.filter((it) => it.endsWith("?")), [
    "AT+CMGF?",
    "AT+CNMI?",
  ]);
});

Deno.test("one that leaves its name out is believed, one that refuses everything is not asked for ever", async () => {
  await using bare = new Rig();
  bare.modem.plan({ at: "AT+CMGF?", instead: "\r\n0\r\n\r\nOK\r\n" });
  assert.equal(await bare.show(), true);
  await using stubborn = new Rig();
  stubborn.modem.plan({ at: "AT", instead: "\r\nERROR\r\n", times: 99 });
  assert.equal(await stubborn.show(), true);
  assert.equal(stubborn.asked.length, 4);
});

Deno.test("one that says only OK is never in step", async () => {
  await using rig = new Rig();
  rig.modem.plan({ at: "AT+C", instead: "\r\nOK\r\n", times: 99 });
  assert.equal(await rig.show(), false);
});

/** A channel to a fake modem. */
class Rig implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly modem = new FakeModem({ clock: this.clock });
  readonly channel = new AtChannel(this.modem.port, {
    clock: this.clock,
    observe: () => {},
  });
  readonly conversation = new Conversation(this.channel, {
    clock: this.clock,
    signal: new AbortController().signal,
  });
  readonly inStep = new InStep(this.channel);

  get asked(): readonly string[] {
    return this.modem.commands.filter((it) => it !== "AT");
  }

  show(): Promise<boolean> {
    return this.pass(this.inStep.show(this.conversation));
  }

  async pass<T>(promise: Promise<T>): Promise<T> {
    let waiting = true;
    const settled = promise.finally(() => waiting = false);
    for (await settle(); waiting; await settle()) {
      await this.clock.advance(this.clock.nextInMs ?? 0);
    }
    return await settled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.channel.close();
    await settle();
  }
}
