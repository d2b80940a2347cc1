import assert from "node:assert/strict";
import fc from "fast-check";
import {
  rawTermios,
  speedCodes,
  termiosFlag as f,
  termiosLayout,
  unmetSetting,
} from "./termios_linux.ts";

const anyTermios = fc.uint8Array({
  minLength: termiosLayout.size,
  maxLength: termiosLayout.size,
});

function field(termios: Uint8Array, offset: number): number {
  return new DataView(termios.buffer).getUint32(offset, true);
}

function changed(termios: Uint8Array, offset: number, bits: number) {
  const other = termios.slice();
  const view = new DataView(other.buffer);
  view.setUint32(offset, view.getUint32(offset, true) ^ bits, true);
  return other;
}

Deno.test("rawTermios() leaves no trace of a cooked terminal", () => {
  fc.assert(fc.property(anyTermios, fc.boolean(), (before, rtsCts) => {
    const raw = rawTermios(before, { baudRate: 115_200, rtsCts });
    const input = field(raw, termiosLayout.inputFlags);
    assert.equal(input & (f.ICRNL | f.INLCR | f.IGNCR | f.ISTRIP), 0);
    assert.equal(input & (f.IXON | f.IXOFF | f.IXANY | f.PARMRK), 0);
    assert.equal(input & (f.IGNBRK | f.BRKINT | f.INPCK), 0);
    assert.equal(field(raw, termiosLayout.outputFlags) & f.OPOST, 0);
    const local = field(raw, termiosLayout.localFlags);
    assert.equal(local & (f.ECHO | f.ICANON | f.ISIG | f.IEXTEN), 0);
    const control = field(raw, termiosLayout.controlFlags);
    assert.equal(control & f.CSIZE, f.CS8);
    assert.equal(control & (f.PARENB | f.CSTOPB | f.HUPCL | f.CIBAUD), 0);
    assert.equal(control & f.CREAD, f.CREAD);
    assert.equal(control & f.CLOCAL, f.CLOCAL);
    assert.equal((control & f.CRTSCTS) !== 0, rtsCts);
    assert.equal(raw[termiosLayout.controlChars + 6], 1); // VMIN
    assert.equal(raw[termiosLayout.controlChars + 5], 0); // VTIME
  }));
});

Deno.test("rawTermios() is its own fixed point, changes nothing in place, and meets itself", () => {
  fc.assert(fc.property(anyTermios, (before) => {
    const copy = before.slice();
    const raw = rawTermios(before, { baudRate: 9600 });
    assert.deepEqual(before, copy);
    assert.deepEqual(rawTermios(raw, { baudRate: 9600 }), raw);
    assert.equal(unmetSetting(raw, raw), undefined);
  }));
});

Deno.test("rawTermios() gives a usual speed by its code, any other by number", () => {
  const zero = new Uint8Array(termiosLayout.size);
  for (const [baudRate, code] of [...speedCodes, [31_250, 0x1000]] as const) {
    const raw = rawTermios(zero, { baudRate });
    assert.equal(field(raw, termiosLayout.controlFlags) & f.CBAUD, code);
    assert.equal(field(raw, termiosLayout.inputSpeed), baudRate);
    assert.equal(field(raw, termiosLayout.outputSpeed), baudRate);
  }
});

Deno.test("rawTermios() keeps to a view inside a larger buffer", () => {
  const larger = new Uint8Array(termiosLayout.size + 8);
  const raw = rawTermios(larger.subarray(8), { baudRate: 9600 });
  assert.equal(raw.length, termiosLayout.size);
  assert.equal(unmetSetting(raw, raw.slice()), undefined);
});

Deno.test("unmetSetting() names what the driver did not take", () => {
  const zero = new Uint8Array(termiosLayout.size);
  const raw = rawTermios(zero, { baudRate: 115_200, rtsCts: true });
  const { inputFlags, outputFlags, controlFlags, localFlags, outputSpeed } =
    termiosLayout;
  const cases = [
    [inputFlags, f.ICRNL, "raw mode"],
    [outputFlags, f.OPOST, "raw mode"],
    [localFlags, f.ECHO, "raw mode"],
    [controlFlags, f.CRTSCTS, "RTS/CTS flow control"],
    [controlFlags, f.PARENB, "8 data bits, no parity"],
    [controlFlags, 0x10, "8 data bits, no parity"], // CS7
    [outputSpeed, 115_200 ^ 9600, "115200 baud (it would run at 9600)"],
    [outputSpeed, 115_200 ^ 115_384, undefined], // 24 MHz / 16 / 13
    [controlFlags, f.HUPCL, undefined],
  ] as const;
  for (const [offset, bits, expected] of cases) {
    assert.equal(unmetSetting(raw, changed(raw, offset, bits)), expected);
  }
});
