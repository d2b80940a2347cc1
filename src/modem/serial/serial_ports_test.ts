import assert from "node:assert/strict";
import { systemClock } from "../../model/mod.ts";
import type { SerialPorts } from "./port.ts";
import { openPty, openSerialPorts } from "./serial_ports.ts";

Deno.test("serial ports can be got ready and closed without any port", async () => {
  const ports = openSerialPorts(systemClock);
  await ports.close();
  await ports.close();
});

Deno.test("openPty() wants ports that have pseudo-terminals", () => {
  const others: SerialPorts = {
    open: () => Promise.reject(new Error("None")),
    close: () => Promise.resolve(),
  };
  assert.throws(() => openPty(others), {
    name: "SerialError",
    code: "unsupported",
    message: /^Pseudo-terminals are not supported on /,
  });
});

Deno.test("a process whose ports are all closed ends by itself", async () => {
  const room = new URL("./mod.ts", import.meta.url).href;
  const model = new URL("../../model/mod.ts", import.meta.url).href;
  const script = `
    import { openPty, openSerialPorts } from "${room}";
    import { systemClock } from "${model}";
    const ports = openSerialPorts(systemClock);
    const pty = openPty(ports);
    const near = await ports.open(pty.slavePath, { baudRate: 9600 });
    const read = near.read();
    near.close();
    pty.port.close();
    console.log((await read).kind);`;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--no-check", script],
    stderr: "inherit",
  }).output();
  assert.equal(code, 0);
  assert.equal(new TextDecoder().decode(stdout), "lost\n");
});
