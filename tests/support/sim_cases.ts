import assert from "node:assert/strict";
import type { FaultPlan, SimFault, SimStep } from "../../src/modem/mod.ts";
import { SimRig, type SimRigOptions, type Wire } from "./sim_rig.ts";

const wires: readonly Wire[] = Deno.build.os === "linux"
  ? ["memory", "pty"]
  : ["memory"];

/** A test on an in-memory wire and on a real terminal. */
export function onEachWire(
  name: string,
  run: (wire: Wire) => Promise<void>,
): void {
  for (const wire of wires) Deno.test(`${name} (${wire})`, () => run(wire));
}

/** A test in which something is waited for, so by a clock that is moved. */
export function byClock(name: string, run: () => Promise<void>): void {
  Deno.test(`${name} (memory)`, run);
}

/** A modem on its wire goes through all of it: found well, one SMS sent, its report told. */
export async function works(
  wire: Wire,
  options: SimRigOptions,
  why = "",
): Promise<void> {
  await using rig = await SimRig.open(wire, options);
  const started = await rig.start();
  assert.ok(started.kind === "ready", `${why} ${Deno.inspect(started)}`);
  assert.deepEqual(started.network, {
    operator: "Simulated",
    registration: "home",
    signalDbm: -71,
  }, why);
  assert.deepEqual(await rig.submit(), { kind: "sent", reference: 17 }, why);
  await rig.until(() => rig.reports.length > 0);
  assert.deepEqual(rig.reports, ["17 delivered"], why);
  assert.deepEqual(rig.arrived, ["Pump 3 stopped"], why);
}

/** A plan with one fault at one step. */
export function faultAt(
  at: string,
  fault: SimFault,
  times = 1,
): FaultPlan {
  let left = times;
  return (step) =>
    nameOf(step).startsWith(at) && left-- > 0 ? fault : undefined;
}

function nameOf(step: SimStep): string {
  return step.at === "command" ? step.line : step.at;
}

/** Every step of a run with one SMS. */
export async function stepsOfAGoodRun(): Promise<readonly string[]> {
  const steps: string[] = [];
  await works("memory", {
    plan(step) {
      steps.push(nameOf(step));
      return undefined;
    },
  });
  return [...new Set(steps)];
}

/** Whatever comes: an SMS that is called sent has arrived, one that is called not sent has not. */
export async function honest(
  options: SimRigOptions,
  why: string,
  wire: Wire = "memory",
): Promise<void> {
  await using rig = await SimRig.open(wire, options);
  const started = await rig.start();
  if (started.kind === "not-ready") {
    assert.ok(started.reason.length > 20, `${why}: ${started.reason}`);
  }
  const result = await rig.submit();
  const arrived = rig.arrived.length;
  if (result.kind === "sent") assert.equal(arrived, 1, why);
  else if (result.kind !== "uncertain") assert.equal(arrived, 0, why);
}
