import assert from "node:assert/strict";
import fc from "fast-check";
import { type Clock, systemClock } from "../../model/mod.ts";
import { memoryPortPair } from "./memory_port.ts";
import { serialPortSuite } from "./port_suite.ts";
import { tracePort } from "./trace.ts";

const clock: Clock = {
  ...systemClock,
  now: () => Date.UTC(2024, 0, 2, 3, 4, 5, 6),
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function tracedPair() {
  const lines: string[] = [];
  const [inner, far] = memoryPortPair();
  const near = tracePort(inner, (line) => lines.push(line), clock);
  /** What was traced so far, without time and path; joined per direction. */
  const shown = (mark: string) =>
    lines.map((line) => line.split(" "))
      .filter((parts) => parts[2] === mark)
      .map((parts) => parts.slice(3).join(" ")).join("");
  return { lines, near, far, shown };
}

serialPortSuite("traced port", () => {
  const { near, far } = tracedPair();
  const close = () => {
    near.close();
    far.close();
    return Promise.resolve();
  };
  return Promise.resolve({ near, far, close });
});

Deno.test("tracePort() writes a line for everything that passes", async () => {
  const { lines, near, far } = tracedPair();
  await near.write(bytes("AT\r"));
  await far.write(Uint8Array.of(0, 0x0d, 0x0a, 0x4f, 0x4b, 0x5c, 0x1a, 0xe9));
  await near.read();
  near.flush();
  near.setLines({ dtr: true, rts: false });
  near.close();
  await near.read();
  assert.deepEqual(lines, [
    "2024-01-02T03:04:05.006Z memory:near > AT\\r",
    "2024-01-02T03:04:05.006Z memory:near < \\x00\\r\\nOK\\\\\\x1a\\xe9",
    "2024-01-02T03:04:05.006Z memory:near ! flush",
    "2024-01-02T03:04:05.006Z memory:near ! lines dtr=true rts=false",
    "2024-01-02T03:04:05.006Z memory:near ! close",
    "2024-01-02T03:04:05.006Z memory:near ! lost: Closed",
  ]);
});

const secrets = [
  ['AT+CPIN="1234"\r', 'AT+CPIN="****"\\r'],
  ["at+cpin=1234\r", "at+cpin=****\\r"],
  ['AT+CPIN="12345678","0000"\r', 'AT+CPIN="********","****"\\r'],
  ['AT+CMEE=1;+CPIN = "1234"\r', 'AT+CMEE=1;+CPIN = "****"\\r'],
  ['AT+CLCK="SC",1,"1234"\r', 'AT+CLCK="**",*,"****"\\r'],
  ['AT+CPWD="SC","1","2"\rATI\r', 'AT+CPWD="**","*","*"\\rATI\\r'],
  ['\r\nAT+CPIN="1234"\r\r\nOK\r\n', '\\r\\nAT+CPIN="****"\\r\\r\\nOK\\r\\n'],
  ["AT+CPIN?\r\n+CPIN: SIM PIN\r\n", "AT+CPIN?\\r\\n+CPIN: SIM PIN\\r\\n"],
  ['AT+CSCA="+49171"\r', 'AT+CSCA="+49171"\\r'],
] as const;

Deno.test("tracePort() shows no PIN in either direction, however the bytes are cut", async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1 });
  const cases = fc.constantFrom(...secrets);
  await fc.assert(fc.asyncProperty(cases, cuts, async ([sent, wanted], cut) => {
    const { near, far, shown } = tracedPair();
    const whole = bytes(sent);
    for (let at = 0, turn = 0; at < whole.length; turn++) {
      const length = cut[turn % cut.length] ?? 1;
      await near.write(whole.subarray(at, at + length));
      await far.write(whole.subarray(at, at + length));
      await near.read();
      at += length;
    }
    assert.equal(shown(">"), wanted);
    assert.equal(shown("<"), wanted);
  }));
});

Deno.test("tracePort() sees a PIN after a long line without end", async () => {
  const { near, far, shown } = tracedPair();
  await near.write(bytes("=".repeat(5000) + "AT+CPIN=1234"));
  await far.read();
  assert.ok(shown(">").endsWith("=AT+CPIN=****"));
});
