import assert from "node:assert/strict";
import fc from "fast-check";
import {
  serviceAccept,
  serviceControl,
  serviceError,
  serviceState,
} from "./windows_service_abi.ts";
import {
  firstStep,
  type ServiceEvent,
  type ServicePhase,
  step,
} from "./windows_service_state.ts";

const starting: ServicePhase = { phase: "starting", checkPoint: 3 };
const running: ServicePhase = { phase: "running" };
const stopping: ServicePhase = { phase: "stopping", checkPoint: 3 };
const stopped: ServicePhase = { phase: "stopped" };
const phases = [starting, running, stopping, stopped];
const control = (name: keyof typeof serviceControl): ServiceEvent => ({
  kind: "control",
  control: serviceControl[name],
});
const refused = serviceError.ERROR_SERVICE_CANNOT_ACCEPT_CTRL;

Deno.test("a service is told to stop in three ways, and stops by all of them", () => {
  for (
    const name of [
      "SERVICE_CONTROL_STOP",
      "SERVICE_CONTROL_SHUTDOWN",
      "SERVICE_CONTROL_PRESHUTDOWN",
    ] as const
  ) {
    const next = step(running, control(name));
    assert.equal(next.wish, "stop");
    assert.equal(next.answer, serviceError.NO_ERROR);
    const { currentState } = next.report ?? {};
    assert.equal(currentState, serviceState.SERVICE_STOP_PENDING);
    assert.equal(step(stopping, control(name)).wish, undefined);
    assert.equal(step(stopping, control(name)).answer, 0);
    assert.equal(step(stopped, control(name)).answer, refused);
  }
});

Deno.test("a service reloads while it runs, and at no other time", () => {
  const reload = control("SERVICE_CONTROL_PARAMCHANGE");
  const next = step(running, reload);
  assert.deepEqual(next, { phase: running, answer: 0, wish: "reload" });
  for (const phase of [starting, stopping, stopped]) {
    assert.deepEqual(step(phase, reload), { phase, answer: refused });
  }
});

Deno.test("a service answers whoever asks for its state, and knows no other controls", () => {
  const unknown: ServiceEvent = { kind: "control", control: 2 }; // pause
  const { ERROR_CALL_NOT_IMPLEMENTED } = serviceError;
  for (const phase of phases) {
    const asked = step(phase, control("SERVICE_CONTROL_INTERROGATE"));
    assert.deepEqual(asked, { phase, answer: 0 });
    const answer = ERROR_CALL_NOT_IMPLEMENTED;
    assert.deepEqual(step(phase, unknown), { phase, answer });
  }
});

Deno.test("a start that fails is reported with the program's exit code", () => {
  const { report } = step(starting, { kind: "ended", exitCode: 3 });
  assert.equal(report?.currentState, serviceState.SERVICE_STOPPED);
  assert.equal(report?.exitCode, serviceError.ERROR_SERVICE_SPECIFIC_ERROR);
  assert.equal(report?.specificExitCode, 3);
  const well = step(stopping, { kind: "ended", exitCode: 0 }).report;
  assert.equal(well?.exitCode, 0);
  assert.equal(well?.specificExitCode, 0);
});

const anyEvent: fc.Arbitrary<ServiceEvent> = fc.oneof(
  fc.constantFrom(...Object.values(serviceControl), 2, 3, 128)
    .map((control): ServiceEvent => ({ kind: "control", control })),
  fc.constantFrom<ServiceEvent>(
    { kind: "ready" },
    { kind: "busy" },
    { kind: "busy" },
    { kind: "stopping" },
    { kind: "ended", exitCode: 0 },
    { kind: "ended", exitCode: 70 },
  ),
);

const legalNext: Readonly<Record<number, readonly number[]>> = {
  [serviceState.SERVICE_START_PENDING]: [2, 4, 3, 1],
  [serviceState.SERVICE_RUNNING]: [3, 1],
  [serviceState.SERVICE_STOP_PENDING]: [3, 1],
  [serviceState.SERVICE_STOPPED]: [],
};

Deno.test("whatever happens, states are reported in a legal order and checkpoints rise", () => {
  fc.assert(fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
    let { phase, report: last } = firstStep;
    let asked = 0;
    for (const event of events) {
      const next = step(phase, event);
      const { report } = next;
      if (next.wish === "stop") asked += 1;
      phase = next.phase;
      if (report === undefined || last === undefined) continue;
      const legal = legalNext[last.currentState] ?? [];
      assert.ok(legal.includes(report.currentState));
      const pending =
        report.currentState === serviceState.SERVICE_STOP_PENDING ||
        report.currentState === serviceState.SERVICE_START_PENDING;
      if (pending && report.currentState === last.currentState) {
        assert.equal(report.checkPoint, last.checkPoint + 1);
      }
      // winsvc.h: both are 0 outside of the pending states, and controls come only to one that runs.
      assert.equal(report.checkPoint > 0, pending);
      assert.equal(report.waitHint > 0, pending);
      const takesStop =
        (report.controlsAccepted & serviceAccept.SERVICE_ACCEPT_STOP) !== 0;
      assert.equal(
        takesStop,
        report.currentState === serviceState.SERVICE_RUNNING,
      );
      last = report;
    }
    assert.ok(asked <= 1, "the wish to stop comes once");
  }));
});
