/** `kill -9` at each point that matters on the way of a mail, then a normal start on the same queue. */
import assert from "node:assert/strict";
import type { CrashPoint } from "./support/crashing_appliance.ts";
import { readDeadQueue, type StoredDelivery } from "./support/dead_queue.ts";
import { fromFileUrl, inFolder } from "./support/paths.ts";
import { serve } from "./support/served_appliance.ts";
import { SimulatedNetwork } from "./support/simulated_network.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";

const recipient = "+46701234567";
const short = "Pump 3 stopped";
const long = "Pump 3 stopped. ".repeat(14).trim();

/** What a death at one point leaves behind, and what comes of it. */
interface Expectation {
  readonly text?: string;
  /** How the delivery stands on the disk of the dead. */
  readonly left: Pick<StoredDelivery, "state" | "attempts" | "inFlight">;
  /** Segments that the network had taken by then. */
  readonly taken: number;
  /** The parts that it has taken in the end, in order. */
  readonly parts: readonly number[];
  readonly marked: boolean;
}

const expectations: Readonly<Record<CrashPoint, Expectation>> = {
  accepted: {
    left: { state: "queued", attempts: 0, inFlight: false },
    taken: 0,
    parts: [1],
    marked: false,
  },
  reserved: {
    left: { state: "queued", attempts: 0, inFlight: false },
    taken: 0,
    parts: [1],
    marked: false,
  },
  claimed: {
    left: { state: "sending", attempts: 1, inFlight: false },
    taken: 0,
    parts: [1],
    marked: false,
  },
  // Nothing was written, but nobody who finds the record can know.
  prompted: {
    left: { state: "sending", attempts: 1, inFlight: true },
    taken: 0,
    parts: [1],
    marked: true,
  },
  submitted: {
    left: { state: "sending", attempts: 1, inFlight: true },
    taken: 1,
    parts: [1, 1],
    marked: true,
  },
  answered: {
    left: { state: "sending", attempts: 1, inFlight: true },
    taken: 1,
    parts: [1, 1],
    marked: true,
  },
  halfway: {
    text: long,
    left: { state: "sending", attempts: 1, inFlight: false },
    taken: 1,
    parts: [1, 2],
    marked: false,
  },
};

for (const [point, expected] of Object.entries(expectations)) {
  const { text = short, left, taken, parts, marked } = expected;
  const fate = `arrives ${parts.length === 2 && marked ? "twice" : "once"}`;
  Deno.test(`a mail whose appliance is killed when "${point}" ${fate}, ${marked ? "" : "un"}marked`, async () => {
    await inFolder(async (folder) => {
      await using network = await SimulatedNetwork.start(folder, {
        modems: 1,
        options: "latency=50ms",
      });
      const modems = network.ports;
      const reply = await dieWithAMail({ folder, modems, point, text });
      // The client that has heard nothing will come again: a second message, and its own right.
      if (point === "accepted") assert.equal(reply, undefined);
      await network.segmentsCome(taken);
      const queue = `${folder}/queue.db`;
      const [dead, ...others] = await readDeadQueue(queue);
      assert.deepEqual(others, []);
      assert.deepEqual(dead, { ...dead, ...left });

      await using appliance = await serve({ folder, modems });
      const [delivery] = await appliance.drained();
      await appliance.stop();
      await network.stop();

      assert.deepEqual(
        {
          marked: delivery?.possibleDuplicate,
          parts: network.segments.map(({ part }) => part),
        },
        { marked, parts },
        `${JSON.stringify(delivery)}\n${appliance.child.output}`,
      );
      const whole = text === long ? 1 : parts.length;
      assert.deepEqual(
        network.messages,
        Array(whole).fill({ recipient, text, part: 1 }),
      );
      const [stored, ...more] = await readDeadQueue(queue);
      assert.deepEqual(more, []);
      assert.match(stored?.state ?? "", /^(?:sent|delivered)$/);
    });
  });
}

/** Mails to an appliance until that kills it; returns what the client was told of the mail. */
async function dieWithAMail(
  { folder, modems, point, text }: {
    readonly folder: string;
    readonly modems: readonly string[];
    readonly point: string;
    readonly text: string;
  },
): Promise<string | undefined> {
  const main = fromFileUrl("crashing_appliance.ts");
  await using appliance = await serve({
    folder,
    modems,
    command: [Deno.execPath(), "run", "-A", "--quiet", main, point],
  });
  using client = await SmtpClient.connect(appliance.port);
  const reply = await client.mail({ to: recipient, data: text });
  const { signal } = await appliance.child.status();
  assert.equal(signal, "SIGKILL", appliance.child.output);
  assert.ok(reply === undefined || queuedId(reply), reply);
  return reply;
}
