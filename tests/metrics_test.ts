import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";

const to = "+46701234567";

/** All figures by their name and labels. */
async function figures(cellpost: Cellpost): Promise<Map<string, number>> {
  const response = await fetch(`${cellpost.url}/metrics`);
  assert.equal(response.status, 200);
  const lines = (await response.text()).split("\n")
    .filter((it) => it !== "" && !it.startsWith("#"));
  return new Map(lines.map((line) => {
    const space = line.lastIndexOf(" ");
    return [line.slice(0, space), Number(line.slice(space + 1))];
  }));
}

Deno.test("metrics rise with what happens, from mail to report", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({
    clock,
    modems: ["sim:", "sim:pin=1111"],
    config: { policy: { deny_numbers: ["+4690"] } },
  });
  await cellpost.usable();
  const before = await figures(cellpost);
  assert.equal(before.get("cellpost_ready"), 1);
  assert.equal(before.get('cellpost_modem_up{modem="modem1"}'), 1);
  assert.equal(before.get('cellpost_sms_accepted_total{source="smtp"}'), 0);
  const id = await cellpost.queue({ to: `${to}@sms`, text: "Pump" });
  await cellpost.reaches(id, "delivered");
  await cellpost.send({ to: "+46901234567@sms", text: "No" });
  const after = await figures(cellpost);
  const rows = [
    ['cellpost_sms_accepted_total{source="smtp"}', 1],
    ["cellpost_sms_sent_total", 1],
    ["cellpost_sms_delivered_total", 1],
    ["cellpost_sms_failed_total", 0],
    ["cellpost_smtp_mails_total", 1],
    ["cellpost_smtp_sessions_total", 2],
    ['cellpost_queue_deliveries{state="delivered"}', 1],
    ['cellpost_queue_deliveries{state="queued"}', 0],
    ['cellpost_modem_segments_sent_total{modem="modem1"}', 1],
    ['cellpost_modem_registered{modem="modem1"}', 1],
    ['cellpost_accept_to_sent_seconds_bucket{le="+Inf"}', 1],
    ["cellpost_accept_to_sent_seconds_count", 1],
    ["cellpost_queue_disk_free_bytes", 1e12],
  ] as const;
  for (const [name, value] of rows) assert.equal(after.get(name), value, name);
  assert.ok(
    (after.get('cellpost_smtp_refusals_total{reason="recipient"}') ?? 0) > 0,
  );
  const started = after.get("process_start_time_seconds") ?? 0;
  assert.ok(started * 1_000 <= clock.now() && started > 1.7e9);
});

Deno.test("a modem that does not work, and an SMS that waits for it, are seen", async () => {
  const clock = new ManualClock();
  await using cellpost = await Cellpost.start({
    clock,
    modems: ["sim:pin=1234"],
    config: { admin: { queue_after: "2m" } },
  });
  await cellpost.until(() => cellpost.status().state !== "starting");
  await cellpost.queue({ to: `${to}@sms`, text: "Pump" });
  const later = clock.monotonic() + 180_000;
  await cellpost.until(() => clock.monotonic() >= later);
  const seen = await figures(cellpost);
  assert.equal(seen.get("cellpost_ready"), 0);
  assert.equal(seen.get('cellpost_modem_up{modem="modem1"}'), 0);
  assert.equal(seen.get('cellpost_modem_usable{modem="modem1"}'), 0);
  assert.equal(seen.get('cellpost_queue_deliveries{state="queued"}'), 1);
  const age = seen.get("cellpost_queue_oldest_due_seconds") ?? 0;
  assert.ok(age >= 179 && age < 240, `${age}`);
});
