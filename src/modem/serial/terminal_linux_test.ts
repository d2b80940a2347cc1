import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { request } from "./linux_abi.ts";
import {
  claimTerminal,
  isPty,
  makeRaw,
  openTerminal,
  releaseTerminal,
} from "./terminal_linux.ts";
import { termiosLayout } from "./termios_linux.ts";

/** Two descriptors of one terminal, opened before either claims it: also root may open it no matter what. */
function withTwo(
  body: (libc: Libc, first: number, second: number, path: string) => void,
): void {
  using libc = new Libc();
  const far = libc.openPty();
  const path = libc.ptyPath(far) ?? "";
  const both = [openTerminal(libc, path), openTerminal(libc, path)] as const;
  try {
    body(libc, ...both, path);
  } finally {
    for (const fd of [far, ...both]) libc.close(fd);
  }
}

function isExclusive(libc: Libc, fd: number): boolean {
  const taken = new Uint8Array(4);
  assert.equal(libc.ioctl(fd, request.TIOCGEXCL, taken), 0);
  return taken[0] !== 0;
}

Deno.test("claimTerminal() makes the terminal exclusive where that is asked for", () =>
  withTwo((libc, first, second) => {
    claimTerminal(libc, first, { exclusive: false });
    assert.equal(isExclusive(libc, second), false);
    claimTerminal(libc, first, { exclusive: true });
    assert.equal(isExclusive(libc, second), true);
    releaseTerminal(libc, first);
    assert.equal(isExclusive(libc, second), false);
  }));

Deno.test("claimTerminal() lets in one at a time", () =>
  withTwo((libc, first, second) => {
    assert.equal(claimTerminal(libc, first, { exclusive: false }), true);
    assert.equal(claimTerminal(libc, second, { exclusive: false }), false);
    releaseTerminal(libc, first);
    assert.equal(claimTerminal(libc, second, { exclusive: false }), true);
  }));

Deno.test("claimTerminal() respects a program that only made the terminal exclusive", () =>
  withTwo((libc, first, second) => {
    libc.ioctl(first, request.TIOCEXCL, null);
    assert.equal(claimTerminal(libc, second, { exclusive: true }), false);
    releaseTerminal(libc, first);
    releaseTerminal(libc, second);
    assert.equal(claimTerminal(libc, second, { exclusive: true }), true);
    releaseTerminal(libc, second);
    assert.equal(claimTerminal(libc, first, { exclusive: true }), true);
  }));

Deno.test("makeRaw() turns a cooked, echoing terminal into a raw one", () =>
  withTwo((libc, fd, other, path) => {
    const settings = () => {
      const termios = new Uint8Array(termiosLayout.size);
      assert.equal(libc.ioctl(other, request.TCGETS2, termios), 0);
      return new DataView(termios.buffer);
    };
    const { localFlags, outputSpeed } = termiosLayout;
    assert.notEqual(settings().getUint32(localFlags, true) & 0xa, 0);
    for (const baudRate of [115_200, 31_250, 9600]) {
      makeRaw(libc, fd, { path, baudRate, rtsCts: true });
      assert.equal(settings().getUint32(localFlags, true) & 0xa, 0);
      assert.equal(settings().getUint32(outputSpeed, true), baudRate);
    }
  }));

Deno.test("isPty() tells pseudo-terminals from other files", () =>
  withTwo((libc, _first, _second, path) => {
    assert.equal(isPty(libc, path), true);
    assert.equal(isPty(libc, "/dev/null"), false);
    assert.equal(isPty(libc, "/etc"), false);
    assert.equal(isPty(libc, "/dev/pts/none"), false);
  }));
