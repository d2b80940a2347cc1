import assert from "node:assert/strict";
import * as systemdAbi from "../../src/app/systemd_abi.ts";
import * as linuxAbi from "../../src/modem/serial/linux_abi.ts";
import * as termios from "../../src/modem/serial/termios_linux.ts";
import * as serviceAbi from "../../src/app/service/windows_service_abi.ts";
import * as windowsAbi from "../../src/modem/serial/windows_abi.ts";
import {
  type CNames,
  linuxNames,
  systemdNames,
  windowsNames,
  windowsServiceNames,
} from "./c_names.ts";
import { objectsInC, type Toolchain, valuesInC } from "./compiler.ts";
import { type Constant, constantsOf } from "./constants.ts";

const linuxHead = `#define _GNU_SOURCE
#include <asm/termbits.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/major.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>`;

const x86: Toolchain = {
  prefix: "",
  head: linuxHead,
  packages: "gcc libc6-dev",
};
const arm: Toolchain = {
  prefix: "aarch64-linux-gnu-",
  head: linuxHead,
  packages: "gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
};
const windows: Toolchain = {
  prefix: "x86_64-w64-mingw32-",
  head: "#include <windows.h>\n#include <winternl.h>\n" +
    "#include <accctrl.h>\n#include <sddl.h>",
  packages: "gcc-mingw-w64-x86-64-win32",
};

const linux = [
  ...constantsOf([linuxAbi, termios], linuxNames),
  ...constantsOf([systemdAbi], systemdNames),
];
const all = constantsOf([windowsAbi], windowsNames);
const services = constantsOf([serviceAbi], windowsServiceNames);
const isBit = ({ name }: Constant) => name.startsWith("dcbFlag.");

async function compare(
  toolchain: Toolchain,
  constants: readonly Constant[],
): Promise<void> {
  const expressions = constants.map(({ expression }) => expression);
  const values = await valuesInC(toolchain, expressions);
  const unlike = constants.flatMap(({ name, ours, expression }, at) =>
    values[at] === ours
      ? []
      : [`${name} is ${ours} here, ${expression} is ${values[at]} in C`]
  );
  assert.deepEqual(unlike, []);
}

Deno.test("Linux's numbers are those of C on x86_64", () =>
  compare(x86, linux));

Deno.test("Linux's numbers are those of C on aarch64", () =>
  compare(arm, linux));

Deno.test("Windows' numbers are those of C", () =>
  compare(windows, all.filter((constant) => !isBit(constant))));

Deno.test("the numbers of Windows' services are those of C", () =>
  compare(windows, services));

Deno.test("the bits of DCB are where C puts them", async () => {
  const bits = all.filter(isBit);
  const initializers = bits.map(({ expression }) => expression);
  const objects = await objectsInC(windows, "DCB", initializers);
  for (const [at, { name, ours }] of bits.entries()) {
    const expected = new Uint8Array(windowsAbi.dcb.size);
    new DataView(expected.buffer).setUint32(windowsAbi.dcb.flags, ours, true);
    assert.deepEqual(objects[at], expected, name);
  }
});

Deno.test("a number that is not C's is found", async () => {
  const wrong = { name: "errno.EIO", ours: 6, expression: "EIO" };
  await assert.rejects(compare(x86, [...linux, wrong]), /EIO is 6 .* 5 in C/);
  const negative = { name: "folder", ours: -100, expression: "AT_FDCWD" };
  await compare(x86, [negative]);
});

Deno.test("a number without a name in C, or a name without a number, is found", () => {
  const names: Record<string, CNames> = { table: { one: "ONE" }, two: "TWO" };
  const module = { table: { one: 1 }, two: 2, help: () => 1 };
  assert.deepEqual(
    constantsOf([module], names).map(({ name }) => name),
    ["table.one", "two"],
  );
  const more = { ...module, three: 3 };
  assert.throws(() => constantsOf([more], names), /three has no names/);
  const grown = { ...module, table: { one: 1, four: 4 } };
  assert.throws(() => constantsOf([grown], names), /table\.four has no name/);
  assert.throws(() => constantsOf([{ two: 2 }], names), /exports table/);
  const shrunk = { ...module, table: { five: 5 } };
  assert.throws(() => constantsOf([shrunk], names), /table has no one/);
});
