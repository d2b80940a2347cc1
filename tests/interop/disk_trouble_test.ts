/** A disk that fails for a while under a running appliance: strace makes the system calls fail. */
import assert from "node:assert/strict";
import { Child } from "../support/child.ts";
import { inFolder } from "./support/paths.ts";
import { serve, type ServedAppliance } from "./support/served_appliance.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";
import { requireTool } from "./support/tools.ts";

const to = "+46701234567";

/** What fails, and what a client is told then. */
const troubles = {
  "a full disk": { inject: "pwrite64:error=ENOSPC", told: "452 4.3.1 " },
  "a disk that cannot sync": {
    inject: "fsync,fdatasync:error=EIO",
    told: "451 4.3.0 ",
  },
} as const;

for (const [name, { inject, told }] of Object.entries(troubles)) {
  Deno.test(`${name} refuses for now, loses nothing, and is forgotten when it is over`, async () => {
    await inFolder(async (folder) => {
      await using appliance = await serve({
        folder,
        // Time enough for strace to be there when the answer comes.
        modems: ["sim:latency=2s"],
        delivery: 'retry_first = "1s"',
      });
      using client = await SmtpClient.connect(appliance.port);
      const mail = (data: string) => client.mail({ to, data });
      assert.ok(queuedId(await mail("before")));
      await whileFailing(appliance, inject, async () => {
        const reply = await mail("meanwhile");
        assert.ok(reply?.startsWith(told), reply);
        // The SMS on its way has left meanwhile, and its record must wait.
        await appliance.child.line(/ ERR .*disk/);
      });
      assert.ok(queuedId(await mail("after")));
      const deliveries = await appliance.drained();
      await appliance.stop();
      const texts = appliance.arrived.map(({ text }) => text);
      assert.deepEqual(texts.toSorted(), ["after", "before"]);
      assert.deepEqual(
        deliveries.map(({ possibleDuplicate }) => possibleDuplicate),
        [false, false],
      );
    });
  });
}

async function whileFailing(
  { pid }: ServedAppliance,
  inject: string,
  act: () => Promise<void>,
): Promise<void> {
  const calls = inject.replace(/:.*/, "");
  await using strace = new Child([
    requireTool("strace"),
    ...["-f", "-p", `${pid}`, "-e", `trace=${calls}`],
    ...["-e", `inject=${inject}`],
  ]);
  await strace.line(/attached/);
  await act();
  // Not a kill: it shall let go of the appliance.
  strace.signal("SIGINT");
  await strace.status();
}
