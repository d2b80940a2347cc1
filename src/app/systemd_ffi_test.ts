import assert from "node:assert/strict";
import { NotifyReader } from "../../tests/support/notify_socket.ts";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { notifyAddress } from "./systemd_address.ts";
import { type NotifySocket, openNotifySocket } from "./systemd_ffi.ts";

const onLinux = { ignore: Deno.build.os !== "linux" };

function open(name: string): NotifySocket {
  const address = notifyAddress(name);
  const socket = address && openNotifySocket(address);
  if (socket === undefined) throw new Error(`${name} cannot be opened`);
  return socket;
}

Deno.test(
  "a datagram comes as it was sent, by a path and by an abstract name",
  onLinux,
  async () => {
    using folder = temporaryFolder();
    for (const name of [folder.file("notify"), `@cellpost-${Deno.pid}`]) {
      await using reader = new NotifyReader(name);
      using socket = open(name);
      assert.equal(socket.post("READY=1"), "sent");
      assert.equal(socket.post("STATUS=Grüße"), "sent");
      await reader.message(/Grüße/);
      assert.deepEqual(reader.messages, ["READY=1", "STATUS=Grüße"]);
    }
  },
);

Deno.test("nobody there is no trouble", onLinux, () => {
  using folder = temporaryFolder();
  using socket = open(folder.file("nobody"));
  assert.equal(socket.post("READY=1"), "lost");
});

Deno.test("the clock is the machine's, in microseconds", onLinux, () => {
  using socket = open("@nobody");
  const uptimeS = Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]);
  const readS = Number(socket.monotonicUs()) / 1e6;
  // uptime also counts suspension.
  assert.ok(readS > 0 && readS < uptimeS + 60, `${readS} of ${uptimeS}`);
  assert.ok(socket.monotonicUs() >= BigInt(Math.floor(readS * 1e6)));
});
