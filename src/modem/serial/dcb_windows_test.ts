import assert from "node:assert/strict";
import fc from "fast-check";
import {
  dcbWithLines,
  flowsByRts,
  portTimeouts,
  rawDcb,
  unmetDcb,
} from "./dcb_windows.ts";
import { dcb } from "./windows_abi.ts";

const baudRate = 115_200;
const anyDcb = fc.uint8Array({ minLength: dcb.size, maxLength: dcb.size });

function flags(settings: Uint8Array): number {
  return new DataView(settings.buffer, settings.byteOffset)
    .getUint32(dcb.flags, true);
}

Deno.test("rawDcb() of a fresh port is 8N1 with DTR and RTS up", () => {
  const settings = rawDcb(new Uint8Array(dcb.size), { baudRate });
  assert.deepEqual(
    [...settings],
    [28, 0, 0, 0, 0, 194, 1, 0, 0x11, 0x10, ...Array(8).fill(0), 8]
      .concat(Array(9).fill(0)),
  );
  assert.equal(unmetDcb(settings, settings), undefined);
});

Deno.test("rawDcb() leaves nothing on that changes bytes or stops them, whatever was set", () => {
  fc.assert(fc.property(anyDcb, fc.boolean(), (current, rtsCts) => {
    const before = current.slice();
    const settings = rawDcb(current, { baudRate, rtsCts });
    assert.deepEqual(current, before);
    // fTXContinueOnXoff and the bits that nobody uses stay.
    const rest = flags(settings) & ~0x80 & 0x7fff;
    assert.equal(rest, rtsCts ? 0x2015 : 0x1011);
    assert.equal(flowsByRts(settings), rtsCts);
    assert.deepEqual([...settings.subarray(18, 21)], [8, 0, 0]);
    assert.deepEqual(settings.subarray(21), before.subarray(21));
  }));
});

Deno.test("dcbWithLines() moves the lines it is given, and RTS never under flow control", () => {
  const up = rawDcb(new Uint8Array(dcb.size), { baudRate });
  assert.equal(flags(dcbWithLines(up, { dtr: false })), 0x1001);
  assert.equal(flags(dcbWithLines(up, { rts: false })), 0x0011);
  assert.equal(flags(dcbWithLines(up, { dtr: false, rts: false })), 0x0001);
  assert.deepEqual(dcbWithLines(up, {}), up);
  const down = dcbWithLines(up, { dtr: false, rts: false });
  assert.deepEqual(dcbWithLines(down, { dtr: true, rts: true }), up);
  const flow = rawDcb(up, { baudRate, rtsCts: true });
  assert.deepEqual(dcbWithLines(flow, { rts: false }), flow);
});

Deno.test("unmetDcb() names what the driver made otherwise", () => {
  const wanted = rawDcb(new Uint8Array(dcb.size), { baudRate });
  const changed = (at: number, value: number) => {
    const actual = wanted.slice();
    actual[at] = value;
    return unmetDcb(wanted, actual);
  };
  assert.match(changed(dcb.byteSize, 7) ?? "", /^8 data bits/);
  assert.match(changed(dcb.parity, 2) ?? "", /no parity/);
  assert.match(changed(dcb.stopBits, 2) ?? "", /1 stop bit$/);
  assert.match(changed(dcb.flags + 1, 0x13) ?? "", /flow control/);
  assert.equal(
    changed(dcb.baudRate + 1, 0),
    "115200 baud (it would run at 65536)",
  );
  assert.equal(changed(dcb.baudRate, 20), undefined);
});

Deno.test("portTimeouts() end a read with its first byte and never a write", () => {
  const view = new DataView(portTimeouts().buffer);
  const values = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true));
  assert.deepEqual(values, [0xffffffff, 0xffffffff, 10_000, 0, 0]);
});
