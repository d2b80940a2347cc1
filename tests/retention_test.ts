/** What is done is kept as long as the operator chose, and no longer. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseMessageId } from "../src/model/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const to = "+46701234567@sms";
const dayMs = 86_400_000;

Deno.test("texts go after keep_text_for, messages after keep_for, in an appliance that goes on", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({
    clock,
    config: {
      queue: { keep_for: "10d", keep_text_for: "2d" },
      delivery: { report_timeout: "1d" },
    },
  });
  const cleared = () =>
    cellpost.events.filter((it) =>
      it.room === "delivery" && it.event.kind === "cleared"
    ).length;
  const daysLater = async (days: number) => {
    const before = cleared();
    clock.jump(clock.now() + days * dayMs);
    await cellpost.until(() => cleared() > before);
  };
  const send = async (text: string) => {
    const id = await cellpost.queue({ to, text });
    await cellpost.reaches(id, "delivered");
    return parseMessageId(id)!;
  };
  const first = await send("Pump 3 stopped");
  await daysLater(3);
  assert.equal(cellpost.store.show(first)?.message.text, "");
  assert.equal(cellpost.store.show(first)?.deliveries[0]?.state, "delivered");
  const second = await send("Pump 4 stopped");
  await daysLater(8);
  assert.equal(cellpost.store.show(first), undefined);
  assert.equal(cellpost.store.show(second)?.message.text, "");
  assert.equal(cellpost.store.counts().delivered, 1);
  assert.match(
    cellpost.lines.findLast((it) => it.startsWith("Cleared")) ?? "",
    /1 messages, 1 texts/,
  );
});

Deno.test("cellpost queue export writes all deliveries as a table, or an object a line", async () => {
  await using cellpost = await Cellpost.start();
  const queued = await cellpost.queue({
    to: [to, "+46707654321@sms"],
    subject: "=1+1",
    text: 'Tank "B", full',
  });
  await cellpost.reaches(queued, "delivered");
  const config = join(cellpost.folder, "config.toml");
  const run = (...flags: string[]) =>
    runProgram(
      cellpost.folder,
      ...["queue", "export", "--config", config, ...flags],
    );
  const csv = await run("--csv", "--text");
  const [head, first, second, ...others] = csv.stdout.split("\n");
  assert.match(head ?? "", /^messageId,acceptedAt,.*,state,.*,text$/);
  assert.match(
    first ?? "",
    new RegExp(
      `^${queued},.*,'=1\\+1,\\+46701234567,delivered,.*,"Tank ""B"", full"$`,
    ),
  );
  assert.match(second ?? "", /,\+46707654321,delivered,/);
  assert.deepEqual(others, []);
  const json = await run("--json");
  const rows = json.stdout.trim().split("\n").map((it) => JSON.parse(it));
  assert.deepEqual(
    rows.map(({ recipient, state, text }) => [recipient, state, text]),
    [["+46701234567", "delivered", undefined], [
      "+46707654321",
      "delivered",
      undefined,
    ]],
  );
  const none = await run("--json", "--until", "2001-01-01");
  assert.equal(none.stdout, "");
  const both = await run("--json", "--csv");
  assert.match(both.stderr, /either --csv or --json/);
  assert.equal(both.code, 2);
});
