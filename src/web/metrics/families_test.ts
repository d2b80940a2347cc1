import assert from "node:assert/strict";
import { emptyMetrics } from "../../../tests/support/fake_desk.ts";
import type { MetricsView } from "../../desk/mod.ts";
import { familiesOf } from "./families.ts";
import { renderMetrics } from "./text_format.ts";

const view: MetricsView = {
  ...emptyMetrics,
  version: "1.2.3",
  startedAt: 1_500,
  accepted: { smtp: 5, command: 1, api: 2, own: 3 },
  oldestDueMs: 61_500,
  freeBytes: 1e12,
  modems: [
    {
      ...{ name: "roof", simulated: false, up: true, usable: false },
      ...{ registered: true, signalDbm: -71, balance: 4.5 },
      ...{ sent: 9, errors: 1 },
    },
    {
      ...{ name: "cellar", simulated: true, up: false, usable: false },
      ...{ sent: 0, errors: 0 },
    },
  ],
};

Deno.test("names go by Prometheus' conventions", () => {
  for (const { name, type, help } of familiesOf(view)) {
    assert.match(name, /^(?:cellpost|process)_[a-z_]+$/);
    assert.equal(name.endsWith("_total"), type === "counter", name);
    assert.ok(help.length > 5, name);
    assert.doesNotMatch(name, /milli|minutes|hours|kilo|mega/);
  }
  const names = familiesOf(view).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("each figure stands where one looks for it, in seconds and bytes", () => {
  const lines = renderMetrics(familiesOf(view)).split("\n");
  for (
    const line of [
      'cellpost_build_info{version="1.2.3"} 1',
      "process_start_time_seconds 1.5",
      "cellpost_ready 1",
      'cellpost_sms_accepted_total{source="smtp"} 5',
      'cellpost_sms_accepted_total{source="own"} 3',
      "cellpost_queue_oldest_due_seconds 61.5",
      'cellpost_queue_deliveries{state="uncertain"} 0',
      'cellpost_modem_up{modem="roof"} 1',
      'cellpost_modem_up{modem="cellar"} 0',
      'cellpost_modem_signal_dbm{modem="roof"} -71',
      'cellpost_modem_balance{modem="roof"} 4.5',
      'cellpost_modem_segments_failed_total{modem="roof"} 1',
      "cellpost_queue_disk_free_bytes 1000000000000",
      'cellpost_accept_to_sent_seconds_bucket{le="+Inf"} 0',
    ]
  ) assert.ok(lines.includes(line), line);
  assert.ok(!lines.some((it) => /signal_dbm.*cellar/.test(it)));
});

Deno.test("no label has more values than there are states, reasons, ways in and modems", () => {
  const samples = familiesOf(view).flatMap((it) =>
    it.type === "histogram" ? [] : it.samples
  );
  const values = new Map<string, Set<string>>();
  for (const { labels = {} } of samples) {
    for (const [label, value] of Object.entries(labels)) {
      const known = values.get(label) ?? new Set();
      values.set(label, known.add(value));
    }
  }
  assert.deepEqual(
    [...values].map(([label, all]) => [label, all.size]),
    [["version", 1], ["source", 4], ["reason", 7], ["state", 10], ["modem", 2]],
  );
});
