import type { StatusFinding, StatusView } from "../desk/mod.ts";
import type { ModemStatus } from "../modem/mod.ts";

/** What readiness is judged by. Times are wall milliseconds. */
export interface ReadinessFacts {
  readonly now: number;
  /** Undefined: no appliance runs. */
  readonly modems:
    | readonly Pick<ModemStatus, "name" | "state" | "detail">[]
    | undefined;
  /** When the first delivery is or was due; undefined: none waits. */
  readonly nextDueAt: number | undefined;
  /** Those that are open, in words. */
  readonly alarms: readonly string[];
}

/** A delivery that has been due for longer than this is late, milliseconds. */
const lateMs = 15 * 60_000;

/** Whether an SMS that is accepted now would leave soon, and what is in its way. */
export function readinessOf(
  { now, modems, nextDueAt, alarms }: ReadinessFacts,
): Pick<StatusView, "ready" | "findings" | "oldestWaitingMs"> {
  const overdue = nextDueAt === undefined ? 0 : Math.max(0, now - nextDueAt);
  const findings: readonly StatusFinding[] = [
    ...modemFindings(modems),
    ...(overdue > lateMs ? [late(overdue)] : []),
    ...alarms.map((text): StatusFinding => ({ level: "warning", text })),
  ];
  const ready = overdue <= lateMs &&
    (modems ?? []).some(({ state }) => state === "usable");
  return {
    ready,
    findings,
    ...(overdue > 0 ? { oldestWaitingMs: overdue } : {}),
  };
}

function modemFindings(
  modems: ReadinessFacts["modems"],
): readonly StatusFinding[] {
  if (modems === undefined) {
    const text = "No cellpost runs on this queue: what is in it waits";
    return [{ level: "critical", text }];
  }
  if (modems.some(({ state }) => state === "usable")) return [];
  const reasons = modems.map(({ name, detail }) => `${name}: ${detail}`);
  const text = modems.length === 0
    ? "There is no modem"
    : `No modem is usable (${reasons.join("; ")})`;
  return [{ level: "critical", text }];
}

function late(overdueMs: number): StatusFinding {
  const minutes = Math.floor(overdueMs / 60_000);
  const text = `An SMS has been due for ${minutes} minutes`;
  return { level: "critical", text };
}
