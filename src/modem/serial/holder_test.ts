import assert from "node:assert/strict";
import { findHolder, findLockFile, parseLockFile } from "./holder.ts";
import { Libc } from "./libc_ffi.ts";
import { lock, openFlag } from "./linux_abi.ts";

async function withFile(
  body: (libc: Libc, path: string) => void | Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  using libc = new Libc();
  try {
    await Deno.writeTextFile(`${folder}/device`, "");
    await body(libc, libc.realPath(`${folder}/device`) ?? "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A shell that has the file open, after `command` on its descriptor 3, while `body` runs. */
async function whileShellHas(
  path: string,
  command: string,
  body: (shellPid: number) => void,
): Promise<void> {
  await using shell = new Deno.Command("/bin/sh", {
    args: ["-c", `exec 3<>"${path}"; ${command}; echo open; read -r line`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = shell.stdout.getReader();
  await output.read();
  body(shell.pid);
  await output.cancel();
  await shell.stdin.close();
  await shell.status;
}

Deno.test("findHolder() finds the program that has a file open, only while it has", () =>
  withFile(async (libc, path) => {
    assert.equal(findHolder(libc, path), undefined);
    await whileShellHas(path, ":", (shellPid) => {
      const holder = findHolder(libc, path);
      assert.equal(holder?.pid, shellPid);
      assert.match(holder.name, /sh$/);
    });
    assert.equal(findHolder(libc, path), undefined);
  }));

Deno.test("findHolder() prefers the program that locks to one that has the file open", () =>
  withFile(async (libc, path) => {
    const fd = libc.open(path, openFlag.readWrite | openFlag.closeOnExec);
    await whileShellHas(path, ":", () => {
      libc.flock(fd, lock.exclusive);
      assert.equal(findHolder(libc, path)?.pid, Deno.pid);
      libc.flock(fd, lock.unlock);
    });
    await whileShellHas(path, "flock 3", (shellPid) => {
      assert.equal(findHolder(libc, path)?.pid, shellPid);
    });
    libc.close(fd);
  }));

Deno.test("findLockFile() believes only a living process other than this one", () =>
  withFile(async (libc, path) => {
    const holderBy = async (content: string) => {
      await Deno.writeTextFile(path, content);
      return findLockFile(libc, path);
    };
    const holder = await holderBy(`${Deno.ppid}`.padStart(10) + "\n");
    assert.equal(holder?.pid, Deno.ppid);
    assert.ok(holder.name.length > 0);
    assert.equal(await holderBy(`${Deno.pid}\n`), undefined);
    assert.equal(await holderBy("2147483646\n"), undefined);
    assert.equal(await holderBy("no number"), undefined);
    assert.equal(findLockFile(libc, `${path}.none`), undefined);
  }));

Deno.test("parseLockFile() reads decimal with or without the program's name, and binary", () => {
  const parse = (text: string) => parseLockFile(new TextEncoder().encode(text));
  assert.equal(parse("       612\n"), 612);
  assert.equal(parse("612 minicom root\n"), 612);
  assert.equal(parseLockFile(Uint8Array.of(0x64, 0x02, 0, 0)), 612);
  assert.equal(parse("1234"), 1234); // four bytes, but digits
  for (const text of ["", "minicom", "0\n", "-5\n"]) {
    assert.equal(parse(text), undefined);
  }
});
