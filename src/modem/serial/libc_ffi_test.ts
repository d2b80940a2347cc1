import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { errno, errnoName, openFlag } from "./linux_abi.ts";

Deno.test("a call that fails returns its error number, also between calls that succeed", () => {
  using libc = new Libc();
  const empty = libc.eventfd();
  for (let turn = 0; turn < 1000; turn++) {
    assert.equal(libc.open("/none/at/all", 0), -errno.ENOENT);
    assert.equal(libc.read(empty, new Uint8Array(8)), -errno.EAGAIN);
    assert.equal(libc.flock(empty, 8), 0);
    assert.equal(libc.read(-1, new Uint8Array(8)), -errno.EBADF);
    assert.equal(libc.tcflush(empty, 2), -errno.ENOTTY);
  }
  assert.equal(libc.close(empty), 0);
});

Deno.test("descriptors do not pass to child processes", async () => {
  using libc = new Libc();
  const fds = [libc.eventfd(), libc.openPty()];
  const { stdout } = await new Deno.Command("/bin/ls", {
    args: ["/proc/self/fd"],
  }).output();
  const inherited = new TextDecoder().decode(stdout).trim().split("\n");
  for (const fd of fds) {
    assert.ok(fd > 2);
    assert.ok(!inherited.includes(String(fd)));
    libc.close(fd);
  }
});

Deno.test("links, folders and files are seen as Deno sees them", async () => {
  using libc = new Libc();
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.writeTextFile(`${folder}/file`, "");
  assert.equal(libc.symlink("file", `${folder}/link`), 0);
  assert.equal(libc.symlink("file", `${folder}/link`), -errno.EEXIST);
  assert.equal(libc.readLink(`${folder}/link`), "file");
  assert.equal(libc.readLink(`${folder}/file`), undefined);
  assert.equal(libc.realPath(`${folder}/link`), `${folder}/file`);
  assert.equal(libc.realPath(`${folder}/none`), undefined);
  assert.deepEqual(libc.listFolder(folder).sort(), ["file", "link"]);
  assert.deepEqual(libc.listFolder(`${folder}/none`), []);
  assert.equal(libc.stat(`${folder}/file`)?.gid, Deno.gid());
  assert.equal(libc.stat("/dev/null")?.deviceMajor, 1);
  assert.equal(libc.stat(`${folder}/none`), undefined);
  assert.equal(libc.unlink(`${folder}/link`), 0);
  assert.equal(libc.unlink(`${folder}/link`), -errno.ENOENT);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the constants are this machine's", () => {
  using libc = new Libc();
  const folderAsFile = openFlag.readWrite | openFlag.closeOnExec;
  assert.equal(libc.open("/", folderAsFile), -errno.EISDIR);
  assert.equal(libc.open("/dev/null/x", openFlag.readOnly), -errno.ENOTDIR);
  assert.equal(libc.kill(Deno.pid, 0), 0);
  assert.equal(libc.kill(2_147_483_646, 0), -errno.ESRCH);
  assert.equal(errnoName(errno.EIO), "EIO");
  assert.equal(errnoName(4711), "errno 4711");
});
