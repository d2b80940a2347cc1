import assert from "node:assert/strict";
import { systemClock } from "../../model/mod.ts";
import { DescriptorPort } from "./descriptor_port.ts";
import { inboxBound } from "./inbox.ts";
import { openFlag, pollEvent } from "./linux_abi.ts";
import { NotingLibc } from "./noting_libc.ts";
import { Poller } from "./poller.ts";
import { readBytes } from "./port_suite.ts";
import { makeRaw, openTerminal } from "./terminal_linux.ts";

interface Bench {
  readonly near: DescriptorPort;
  readonly far: DescriptorPort;
  readonly libc: NotingLibc;
  /** Who gave up what it held, and how many descriptors were closed by then. */
  readonly releases: [name: string, closed: number][];
}

/** Both ends of a pseudo-terminal, and nobody else has either open. */
async function withEnds(body: (bench: Bench) => Promise<void>): Promise<void> {
  const releases: [string, number][] = [];
  const libc = new NotingLibc();
  const host = { libc, poller: new Poller(libc, systemClock) };
  const farFd = libc.openPty();
  const path = libc.ptyPath(farFd) ?? "";
  const nearFd = openTerminal(libc, path);
  makeRaw(libc, nearFd, { path, baudRate: 9600 });
  const end = (name: string, fd: number) =>
    new DescriptorPort(host, {
      fd,
      path: name,
      release: () => releases.push([name, libc.closed.length]),
    });
  const [near, far] = [end("near", nearFd), end("far", farFd)];
  try {
    await body({ libc, near, far, releases });
  } finally {
    await host.poller.close();
    assert.deepEqual([...libc.held], []);
    libc[Symbol.dispose]();
  }
}

Deno.test("a full inbox asks for no more, and does again once it is read", () =>
  withEnds(async ({ near, far }) => {
    const write = far.write(new Uint8Array(2 * inboxBound));
    while (near.events === pollEvent.in) {
      await near.write(Uint8Array.of(1)); // a round trip, so that the poller turns
      await readBytes(far, 1);
    }
    assert.equal(near.events, 0);
    assert.equal(far.events, pollEvent.in | pollEvent.out);
    await readBytes(near, 2 * inboxBound);
    await write;
    assert.equal(near.events, pollEvent.in);
    assert.equal(far.events, pollEvent.in);
  }));

Deno.test("a full inbox is read out after the loss", () =>
  withEnds(async ({ near, far }) => {
    const write = far.write(new Uint8Array(4 * inboxBound));
    while (near.events === pollEvent.in) {
      await near.write(Uint8Array.of(1));
      await readBytes(far, 1);
    }
    far.close();
    await assert.rejects(write, { code: "lost" });
    const read = await near.read();
    assert.ok(read.kind === "data" && read.bytes.length >= inboxBound);
    assert.equal((await near.read()).kind, "lost");
  }));

Deno.test("a lost port has let go of its descriptor before its reader hears of it", () =>
  withEnds(async ({ libc, near, far, releases }) => {
    const fds = [far.fd, near.fd];
    const heard = near.read().then((read) => ({
      kind: read.kind,
      closed: [...libc.closed],
    }));
    far.close();
    assert.deepEqual(await heard, { kind: "lost", closed: fds });
    near.close();
    assert.deepEqual(libc.closed, fds);
    assert.deepEqual(releases, [["far", 0], ["near", 1]]);
  }));

// A wait that is still pending, or a child process just being forked, keeps a closed far end open for an instant, so these
// repeat their call; as they never yield, the poller cannot be first to tell.
Deno.test("a write may be first to find the device gone", () =>
  withEnds(async ({ near, far }) => {
    far.close();
    let write = Promise.resolve();
    for (let turn = 0; near.fd !== -1 && turn < 30_000; turn++) {
      write = near.write(Uint8Array.of(1));
    }
    await assert.rejects(write, {
      code: "lost",
      message:
        'Port "near" is lost: The device is gone, unplugged or switched off (EIO)',
    });
    assert.equal((await near.read()).kind, "lost");
  }));

Deno.test("setLines() may be first to find the device gone", () =>
  withEnds(async ({ near, far }) => {
    far.close();
    while (near.fd !== -1) near.setLines({ dtr: true });
    const lost = await near.read();
    assert.ok(lost.kind === "lost" && lost.reason.endsWith("(EIO)"));
  }));

Deno.test("flush() may be first to find the device gone", () =>
  withEnds(async ({ near, far }) => {
    far.close();
    while (near.fd !== -1) near.flush();
    const lost = await near.read();
    assert.ok(lost.kind === "lost" && lost.reason.endsWith("(EIO)"));
  }));

Deno.test("reading the far end finds the last user gone", () =>
  withEnds(async ({ near, far }) => {
    near.close();
    const lost = await far.read();
    assert.ok(lost.kind === "lost" && lost.reason.startsWith("The device is"));
  }));

/** A named pipe as the device: unlike a pseudo-terminal it hands out what came before the hang-up. */
async function withPipe(
  libc: NotingLibc,
  body: (port: DescriptorPort, writer: number) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/pipe`;
  await new Deno.Command("mkfifo", { args: [path] }).output();
  const reader = libc.open(path, openFlag.nonblock | openFlag.closeOnExec);
  const writer = libc.open(path, 1 | openFlag.nonblock | openFlag.closeOnExec);
  const host = { libc, poller: new Poller(libc, systemClock) };
  const release = () => undefined;
  const port = new DescriptorPort(host, { fd: reader, path, release });
  try {
    await body(port, writer);
  } finally {
    await host.poller.close();
    if (libc.held.has(writer)) libc.close(writer);
    assert.deepEqual([...libc.held], []);
    libc[Symbol.dispose]();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what came together with the hang-up is read before the loss", () => {
  const libc = new NotingLibc();
  return withPipe(libc, async (port, writer) => {
    const sent = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);
    libc.write(writer, sent);
    libc.close(writer);
    assert.deepEqual(await readBytes(port, sent.length), sent);
    assert.equal((await port.read()).kind, "lost");
  });
});

/** A driver that answers an unplugged device with the end of file and reports no hang-up. */
class EndOfFileLibc extends NotingLibc {
  override read(fd: number, into: Uint8Array): number {
    return into.length === 8 ? super.read(fd, into) : 0; // 8: the poller's
  }
}

Deno.test("a readable port that reads as empty is lost", () => {
  const libc = new EndOfFileLibc();
  return withPipe(libc, async (port, writer) => {
    libc.write(writer, Uint8Array.of(1));
    assert.equal((await port.read()).kind, "lost");
  });
});
