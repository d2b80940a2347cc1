import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { guardAppliance } from "./guard.ts";
import type { LogLine } from "./log_line.ts";
import { noNotifier, type ServiceNotifier } from "./service/notifier.ts";

/** An appliance whose queue answers until it is told not to. */
function guarded(withWatchdog: boolean) {
  const clock = new ManualClock();
  const told: string[] = [];
  const logged: LogLine[] = [];
  const state = { answers: true, alive: 0, asked: 0, sent: 0 };
  const alive = () => void state.alive++;
  const notifier: ServiceNotifier = {
    ...noNotifier,
    status: (text) => void told.push(text),
    ...(withWatchdog && { watchdog: { everyMs: 30_000, alive } }),
  };
  const guard = guardAppliance({
    clock,
    notifier,
    appliance: {
      dispatcher: {
        pulse: { signs: { workers: [undefined], housekeeper: undefined } },
      },
    },
    store: {
      hasten: (ids) => {
        assert.deepEqual(ids, []);
        state.asked++;
        return state.answers ? Promise.resolve() : new Promise(() => {});
      },
    },
    status: () => `sent ${state.sent}`,
    tell: (line) => void logged.push(line),
  });
  return { clock, guard, logged, state, told };
}

Deno.test("the manager hears that the appliance lives, and what it does", async () => {
  const { clock, guard, logged, state, told } = guarded(true);
  state.sent = 5;
  await clock.advance(90_000);
  assert.equal(state.alive, 4);
  assert.equal(state.asked, 4);
  assert.deepEqual(told, ["sent 0", "sent 0", "sent 5", "sent 5", "sent 5"]);
  assert.deepEqual(logged, []);
  guard[Symbol.dispose]();
  await clock.advance(600_000);
  assert.equal(state.alive, 4);
});

Deno.test("an appliance whose queue hangs is silent, and the log says why", async () => {
  const { clock, guard, logged, state, told } = guarded(true);
  state.answers = false;
  await clock.advance(30_000);
  const before = state.alive;
  await clock.advance(600_000);
  assert.equal(state.alive, before + 2);
  const reason = "The queue has not answered for 90 s";
  assert.equal(told.at(-1), reason);
  assert.deepEqual(logged.map(({ level, text }) => [level, text]), [
    ["error", `${reason}: the service manager will restart cellpost`],
  ]);
  guard[Symbol.dispose]();
});

Deno.test("where no watchdog is, nothing is asked", async () => {
  const { clock, guard, state, told } = guarded(false);
  await clock.advance(600_000);
  assert.equal(state.asked, 0);
  assert.deepEqual(told, ["sent 0"]);
  guard[Symbol.dispose]();
});
