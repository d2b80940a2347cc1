import assert from "node:assert/strict";
import { systemClock } from "../../model/mod.ts";
import { Libc } from "./libc_ffi.ts";
import { pollEvent } from "./linux_abi.ts";
import { Poller, type Watch } from "./poller.ts";

const one = new Uint8Array(new BigUint64Array([1n]).buffer);

/** An eventfd under watch: readable once it was signalled, always writable. */
class Signal implements Watch {
  readonly fd: number;
  readonly #libc: Libc;
  events: number = pollEvent.in;
  reported = Promise.withResolvers<number>();
  reports = 0;
  abandoned = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.fd = libc.eventfd();
  }

  signal(): void {
    this.#libc.write(this.fd, one);
  }

  ready(revents: number): void {
    this.reports++;
    this.#libc.read(this.fd, new Uint8Array(8));
    this.reported.resolve(revents);
    this.reported = Promise.withResolvers();
  }

  abandon(): void {
    this.abandoned = true;
  }
}

/** Waits without end, so that a missing wake is a test that hangs. */
class PatientLibc extends Libc {
  override waitingPoll(pollfds: Uint8Array, count: number): Promise<number> {
    return super.waitingPoll(pollfds, count, -1);
  }
}

async function withPoller(
  body: (poller: Poller, newSignal: () => Signal) => Promise<void>,
  libc: Libc = new PatientLibc(),
): Promise<void> {
  const poller = new Poller(libc, systemClock);
  const signals: Signal[] = [];
  const newSignal = () => {
    const signal = new Signal(libc);
    signals.push(signal);
    return signal;
  };
  try {
    await body(poller, newSignal);
  } finally {
    await poller.close();
    for (const { fd } of signals) libc.close(fd);
    libc[Symbol.dispose]();
  }
}

Deno.test("the poller reports what happens after, before and without a wait", () =>
  withPoller(async (poller, newSignal) => {
    const [first, second] = [newSignal(), newSignal()];
    first.signal();
    const before = first.reported.promise;
    poller.add(first);
    assert.equal(await before, pollEvent.in);
    const added = second.reported.promise;
    poller.add(second); // while a wait is pending
    second.signal();
    assert.equal(await added, pollEvent.in);
    poller.remove(first);
    poller.remove(second);
    const again = first.reported.promise;
    poller.add(first);
    first.signal();
    assert.equal(await again, pollEvent.in);
  }));

Deno.test("the poller notices that other events are wanted while it waits", () =>
  withPoller(async (poller, newSignal) => {
    const signal = newSignal();
    poller.add(signal);
    const report = signal.reported.promise;
    signal.events = pollEvent.out;
    poller.refresh();
    poller.refresh();
    assert.equal(await report, pollEvent.out);
    signal.events = 0;
    poller.refresh();
  }));

Deno.test("the poller does not report what nobody asked for", () =>
  withPoller(async (poller, newSignal) => {
    const [full, other] = [newSignal(), newSignal()];
    full.events = 0;
    full.signal();
    poller.add(full);
    poller.add(other);
    for (let turn = 0; turn < 5; turn++) {
      const report = other.reported.promise;
      other.signal();
      await report;
    }
    assert.equal(full.reports, 0);
  }));

Deno.test("the poller does not report to a watch that was removed in the same turn", () =>
  withPoller(async (poller, newSignal) => {
    const [first, second] = [newSignal(), newSignal()];
    for (const [one, other] of [[first, second], [second, first]] as const) {
      const ready = one.ready.bind(one);
      one.ready = (revents) => {
        poller.remove(other);
        ready(revents);
      };
    }
    first.signal();
    second.signal();
    const report = Promise.race([
      first.reported.promise,
      second.reported.promise,
    ]);
    for (const signal of [first, second]) {
      signal.events = 0;
      poller.add(signal);
    }
    // Of one refresh both come in one turn.
    first.events = second.events = pollEvent.in;
    poller.refresh();
    await report;
    assert.equal(first.reports + second.reports, 1);
  }));

Deno.test("the poller reports a descriptor that is none", () =>
  withPoller(async (poller) => {
    const report = Promise.withResolvers<number>();
    poller.add({
      fd: 1_000_000,
      events: pollEvent.in,
      ready(revents) {
        poller.remove(this);
        report.resolve(revents);
      },
      abandon: () => undefined,
    });
    assert.equal(await report.promise, pollEvent.invalid);
  }));

Deno.test("closing the poller abandons what it watches", async () => {
  const signals: Signal[] = [];
  await withPoller((poller, newSignal) => {
    signals.push(newSignal(), newSignal());
    signals.forEach((signal) => poller.add(signal));
    return Promise.resolve();
  });
  assert.deepEqual(signals.map((signal) => signal.abandoned), [true, true]);
});

/** Fails as a call does that a signal interrupts, or that the kernel refuses. */
class FailingLibc extends PatientLibc {
  interruptions = 0;
  refusals = 0;

  override waitingPoll(
    pollfds: Uint8Array,
    count: number,
  ): Promise<number> {
    const fails = this.interruptions-- > 0 || this.refusals > 0;
    if (fails) return Promise.resolve(-1);
    return super.waitingPoll(pollfds, count);
  }

  override poll(pollfds: Uint8Array, count: number): number {
    return this.refusals-- > 0 ? -22 : super.poll(pollfds, count);
  }
}

Deno.test("a wait that fails, by a signal or for good, loses no report", () => {
  const libc = new FailingLibc();
  return withPoller(async (poller, newSignal) => {
    const signal = newSignal();
    poller.add(signal);
    for (const kind of ["interruptions", "refusals"] as const) {
      libc[kind] = 1;
      const report = signal.reported.promise;
      signal.signal();
      assert.equal(await report, pollEvent.in);
    }
  }, libc);
});

Deno.test("closing the poller does not wait for a pause after failures", async () => {
  const libc = new FailingLibc();
  libc.refusals = Number.MAX_SAFE_INTEGER;
  let pauses = 0;
  const poller = new Poller(libc, {
    ...systemClock,
    sleep: (_, signal) => {
      pauses++;
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        paused.resolve();
      });
    },
  });
  const paused = Promise.withResolvers<void>();
  const signal = new Signal(libc);
  poller.add(signal);
  await paused.promise;
  await poller.close();
  assert.equal(pauses, 1);
  libc.close(signal.fd);
  libc[Symbol.dispose]();
});
