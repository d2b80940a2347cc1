/** Clients that mean no good to the accept loop: afterwards, and meanwhile as far as it can, it takes mail as ever. */
import assert from "node:assert/strict";
import { eventually } from "./support/eventually.ts";
import { inFolder } from "./support/paths.ts";
import { serve, type ServedAppliance } from "./support/served_appliance.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";
import { requireTool, runTool } from "./support/tools.ts";

const to = "+919812345678@sms";

// SO_LINGER 0 makes close() send a reset. Some wait for nothing, some for the greeting, some until inside a mail.
const resetting = `
import socket, struct, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
dialogue = b"HELO a\\r\\nMAIL FROM:<a@b>\\r\\nRCPT TO:<+919812345678>\\r\\nDATA\\r\\nnever"
for i in range(count):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.connect(("127.0.0.1", port))
    if i % 4 == 1:
        s.recv(100)
    if i % 4 >= 2:
        s.sendall(dialogue)
    if i % 4 == 3:
        heard = b""
        while b"354" not in heard:
            heard += s.recv(1000)
    s.close()
`;

Deno.test("400 clients that connect and reset do not end the accept loop", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder });
    const { port } = appliance;
    const attacks = [1, 2].map(() =>
      runTool("python3", ["-c", resetting, `${port}`, "200"])
    );
    await Promise.all(attacks);
    await mailGoesThrough(appliance, "After the resets");
    const operations = await appliance.operations();
    const deliveries = await operations.list({ limit: 10 });
    assert.equal(deliveries.length, 1, "Half a mail was queued");
    await appliance.stop();
    assert.doesNotMatch(appliance.child.output, /Bug/);
  });
});

/** Enough to start with, and soon used up. The program raises its soft limit, so the hard one must be low. */
const openFiles = 96;

Deno.test("an appliance out of file descriptors serves who is in, and then everybody again", async () => {
  await shortOfFiles(async (appliance) => {
    using early = await SmtpClient.connect(appliance.port);
    {
      await using _flood = await Flood.over(appliance);
      const reply = await early.mail({ to, data: "From within" });
      assert.ok(queuedId(reply), reply);
      await appliance.arrive(1);
    }
    await mailGoesThrough(appliance, "After the flood");
  });
});

Deno.test("a command that comes while descriptors are short does not end the appliance", async () => {
  await shortOfFiles(async (appliance) => {
    const { address } = await appliance.endpoint();
    const [hostname = "", port] = address.split(":");
    using early = await SmtpClient.connect(appliance.port);
    {
      await using _flood = await Flood.over(appliance);
      using _command = await Deno.connect({ hostname, port: Number(port) });
      // Its answer tells that the appliance has met the other connection too.
      assert.equal(await early.command("NOOP"), "250 2.0.0 OK");
    }
    await mailGoesThrough(appliance, "After the flood");
    // It may have to open its door anew, so a command may come too early once more.
    await eventually(async () => {
      const operations = await appliance.operations();
      const list = await operations.list({ limit: 10 }).catch(() => []);
      return list.length === 1;
    }, "an answer of the control interface");
  });
});

async function shortOfFiles(
  test: (appliance: ServedAppliance) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const prlimit = requireTool("prlimit");
    await using appliance = await serve({
      folder,
      under: [prlimit, `--nofile=${openFiles}:${openFiles}`],
    });
    await test(appliance);
    await appliance.stop();
    assert.doesNotMatch(appliance.child.output, /Bug/);
  });
}

/** Idle connections, more than the appliance has descriptors for. */
class Flood implements AsyncDisposable {
  readonly #connections: Deno.Conn[] = [];

  static async over({ child, port }: ServedAppliance): Promise<Flood> {
    const flood = new Flood();
    for (let i = 0; i < openFiles + 20; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      flood.#connections.push(connection);
    }
    await child.line(/Cannot take a connection for now: .*open files/);
    return flood;
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
    return Promise.resolve();
  }
}

async function mailGoesThrough(
  appliance: ServedAppliance,
  text: string,
): Promise<void> {
  const before = appliance.arrived.length;
  using client = await SmtpClient.connect(appliance.port);
  const reply = await client.mail({ to, data: text });
  assert.ok(queuedId(reply), `${reply}\n${appliance.child.output}`);
  const all = await appliance.arrive(before + 1);
  assert.equal(all.at(-1)?.text, text);
}
