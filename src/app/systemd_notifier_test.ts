import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { NotifySocket, Posted } from "./systemd_ffi.ts";
import { SystemdNotifier } from "./systemd_notifier.ts";

/** A socket that has room or not, and what it took. */
class FakeSocket implements NotifySocket {
  readonly sent: string[] = [];
  answer: Posted = "sent";
  closed = false;

  post(text: string): Posted {
    if (this.answer === "sent") this.sent.push(text);
    return this.answer;
  }

  monotonicUs(): bigint {
    return 42n;
  }

  [Symbol.dispose](): void {
    this.closed = true;
  }
}

function setUp() {
  const socket = new FakeSocket();
  const clock = new ManualClock();
  const notifier = new SystemdNotifier(socket, { clock, pingMs: 15_000 });
  return { socket, clock, notifier };
}

Deno.test("a service's life is told in its order, an unchanged status once", () => {
  const { socket, notifier } = setUp();
  notifier.ready();
  notifier.status("1 waiting");
  notifier.status("1 waiting");
  assert.equal(notifier.watchdog?.everyMs, 15_000);
  notifier.watchdog?.alive();
  notifier.reloading();
  notifier.ready();
  notifier.close();
  assert.deepEqual(socket.sent, [
    "READY=1",
    "STATUS=1 waiting",
    "WATCHDOG=1",
    "RELOADING=1\nMONOTONIC_USEC=42",
    "READY=1",
  ]);
  assert.ok(socket.closed);
});

Deno.test("a stop asks for time until it is over", async () => {
  const { socket, clock, notifier } = setUp();
  notifier.stopping();
  await clock.advance(12_000);
  notifier.close();
  await clock.advance(60_000);
  const more = "EXTEND_TIMEOUT_USEC=15000000";
  assert.deepEqual(socket.sent, ["STOPPING=1", more, more, more]);
});

Deno.test("a stop that hangs gets no more time", async () => {
  const { socket, clock, notifier } = setUp();
  notifier.stopping();
  await clock.advance(39_999);
  const asked = socket.sent.length;
  assert.equal(socket.sent.at(-1), "EXTEND_TIMEOUT_USEC=5000000");
  await clock.advance(600_000);
  assert.equal(socket.sent.length, asked);
  notifier.close();
});

Deno.test("what finds no room comes later, in its order", async () => {
  const { socket, clock, notifier } = setUp();
  socket.answer = "later";
  notifier.ready();
  notifier.status("Hello");
  await clock.advance(10_000);
  assert.deepEqual(socket.sent, []);
  socket.answer = "sent";
  await clock.advance(1_000);
  assert.deepEqual(socket.sent, ["READY=1", "STATUS=Hello"]);
  notifier.close();
});

Deno.test("a manager that has gone away keeps nobody, and no more is kept than is of use", async () => {
  const { socket, clock, notifier } = setUp();
  socket.answer = "lost";
  notifier.ready();
  socket.answer = "later";
  for (let at = 0; at < 100; at++) notifier.status(`${at}`);
  socket.answer = "sent";
  await clock.advance(1_000);
  assert.ok(socket.sent.length < 10, `${socket.sent.length}`);
  assert.equal(socket.sent.at(-1), "STATUS=99");
  notifier.close();
});

Deno.test("a reload that ends in a stop makes no service ready, and nothing is told after the end", async () => {
  const { socket, clock, notifier } = setUp();
  notifier.reloading();
  notifier.stopping();
  notifier.ready();
  notifier.reloading();
  notifier.close();
  assert.deepEqual(socket.sent.map((it) => it.split("=")[0]), [
    "RELOADING",
    "STOPPING",
    "EXTEND_TIMEOUT_USEC",
  ]);
  // The descriptor may be somebody else's by now.
  socket.sent.length = 0;
  notifier.status("1 waiting");
  notifier.watchdog?.alive();
  notifier.stopping();
  await clock.advance(60_000);
  assert.deepEqual(socket.sent, []);
});
