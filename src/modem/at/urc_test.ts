import assert from "node:assert/strict";
import { isPduLine, urcForm, urcOf } from "./urc.ts";

Deno.test("urcOf() knows what URCs are good for", () => {
  const meanings: readonly (readonly [line: string, means: string])[] = [
    ["RDY", "restart"],
    ["^SYSSTART", "restart"],
    ["^SYSSTART AIRPLANE MODE", "restart"],
    ["NORMAL POWER DOWN", "restart"],
    ["POWERED DOWN", "restart"],
    ["SMS Ready", "ready"],
    ["+QIND: SMS DONE", "ready"],
    ["+CPIN: NOT INSERTED", "trouble"],
    ["UNDER-VOLTAGE WARNNING", "trouble"],
    ["+SMS FULL", "trouble"],
    ['+CDSI: "SR",4', "message"],
    ["+CDS: 25", "message"],
    ["^RSSI: 21", "other"],
    ["^BOOT:20952548,0,0,0,72", "other"],
    ["+CPIN: READY", "other"],
    ["NO CARRIER", "other"],
    ["never seen before", "other"],
  ];
  for (const [line, means] of meanings) {
    assert.equal(urcOf(line).means, means, line);
  }
});

Deno.test("urcForm() takes boot codes as whole lines only", () => {
  for (const line of ["RDYX", "NOT RDY", "POWERED DOWN SOON"]) {
    assert.equal(urcForm(line), undefined, line);
  }
});

Deno.test("isPduLine() takes whole octets in hex", () => {
  assert.ok(isPduLine("0006D60B911326880736F4"));
  for (const line of ["", "0", "OK", "00 11", "+CDS: 25"]) {
    assert.ok(!isPduLine(line), line);
  }
});
