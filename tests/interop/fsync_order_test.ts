/** A kill does not lose the page cache, a power cut does: so the order of the system calls is looked at, mail by mail. */
import assert from "node:assert/strict";
import { inFolder } from "./support/paths.ts";
import { serve } from "./support/served_appliance.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";
import { requireTool } from "./support/tools.ts";
import {
  checkWalOrder,
  parseTrace,
  type TracedCall,
  tracedCalls,
} from "./support/wal_trace.ts";

const oneByOne = 20;
const clients = 10;
const perClient = 6;
const total = oneByOne + clients * perClient;

Deno.test("no 250 is written before the sync of its commit has returned", async () => {
  const { calls, ids } = await record();
  const verdict = checkWalOrder(calls);
  assert.deepEqual(verdict.violations, []);
  assert.deepEqual(verdict.answered.toSorted(), ids.toSorted());

  // The same calls without the syncs, as with synchronous = OFF, and with the syncs too late: the check must see it.
  const unsynced = checkWalOrder(calls.filter((call) => !isSync(call)));
  assert.equal(unsynced.syncs, 0);
  assert.equal(unsynced.violations.length, total);
  const end = calls.at(-1)?.returned ?? 0;
  const late = checkWalOrder(
    calls.map((call) => isSync(call) ? { ...call, returned: end } : call),
  );
  assert.equal(late.syncs, verdict.syncs);
  assert.equal(late.violations.length, total);
});

/** Lets an appliance take mails under strace, one by one and many at once. */
async function record() {
  const strace = requireTool("strace");
  const ids: string[] = [];
  let calls: readonly TracedCall[] = [];
  await inFolder(async (folder) => {
    const file = `${folder}/trace.txt`;
    const options = ["-f", "-yy", "-s", "4200", "-o", file];
    await using appliance = await serve({
      folder,
      under: [strace, ...options, "-e", `trace=${tracedCalls}`],
    });
    const { pid, port } = appliance;
    try {
      ids.push(...await send(port, oneByOne));
      const many = Array.from({ length: clients }, () => send(port, perClient));
      ids.push(...(await Promise.all(many)).flat());
    } finally {
      // strace does not hand a signal on, and ends with what it watches.
      Deno.kill(pid, "SIGTERM");
      await appliance.child.status();
    }
    calls = parseTrace(await Deno.readTextFile(file));
  });
  return { calls, ids };
}

async function send(port: number, count: number): Promise<readonly string[]> {
  using client = await SmtpClient.connect(port);
  const ids: string[] = [];
  for (let number = 1; number <= count; number++) {
    const data = `Mail ${number}`;
    const reply = await client.mail({ to: "+46701234567", data });
    ids.push(queuedId(reply) ?? `no id in ${reply}`);
  }
  return ids;
}

function isSync({ name }: TracedCall): boolean {
  return name === "fsync" || name === "fdatasync";
}
