import { durationText, sizeText } from "../alarm/mod.ts";
import type { StatusFinding, StatusView } from "../desk/mod.ts";
import type { ModemStatus } from "../modem/mod.ts";

/** What readiness is judged by. Times are wall milliseconds. */
export interface ReadinessFacts {
  readonly now: number;
  /** Those that are configured or were found; undefined: no appliance runs. */
  readonly modems:
    | readonly Pick<ModemStatus, "name" | "state" | "detail" | "why">[]
    | undefined;
  /** When the first delivery is or was due; undefined: none waits. */
  readonly nextDueAt: number | undefined;
  /** A delivery that has been due for so long is late. */
  readonly queueAfterMs: number;
  /** Bytes that are free where the queue is; undefined: nobody can tell. */
  readonly freeBytes: number | undefined;
  readonly leastFreeBytes: number;
  readonly breakerOpen: boolean;
  /** Those that are open. */
  readonly alarms: readonly { readonly key: string; readonly text: string }[];
}

/** Whether an SMS that is accepted now would leave soon, and what is in its way or soon may be. The worst comes first. */
export function readinessOf(
  facts: ReadinessFacts,
): Pick<StatusView, "ready" | "findings" | "oldestWaitingMs"> {
  const { now, modems, nextDueAt } = facts;
  const overdueMs = nextDueAt === undefined ? 0 : Math.max(0, now - nextDueAt);
  const findings = [
    ...modemFindings(modems),
    ...queueFindings(facts, overdueMs),
    ...diskFindings(facts),
    ...breakerFindings(facts),
    ...alarmFindings(facts),
  ];
  return {
    ready: !findings.some(({ level }) => level === "critical"),
    findings: byLevel(findings),
    ...(overdueMs > 0 ? { oldestWaitingMs: overdueMs } : {}),
  };
}

const levels: readonly StatusFinding["level"][] = [
  "critical",
  "warning",
  "unknown",
];

function byLevel(findings: readonly StatusFinding[]): readonly StatusFinding[] {
  return findings.toSorted((a, b) =>
    levels.indexOf(a.level) - levels.indexOf(b.level)
  );
}

/** One that may not begin an SMS this minute is well all the same: a rate, a quota or quiet hours are its owner's wish. */
function works({ state }: Pick<ModemStatus, "state">): boolean {
  return state === "usable" || state === "limited";
}

function modemFindings(
  modems: ReadinessFacts["modems"],
): readonly StatusFinding[] {
  if (modems === undefined) {
    return [critical("No cellpost runs on this queue: what is in it waits")];
  }
  if (modems.length === 0) return [critical("There is no modem")];
  const idle = modems.filter((it) => !works(it));
  const reasons = idle.map(({ name, state, detail }) =>
    `${name}: ${detail === "" ? state : detail}`
  );
  if (idle.length === modems.length) {
    return [critical(`No modem is usable (${reasons.join("; ")})`)];
  }
  const out = modems.filter(({ why }) => why === "quota");
  return [
    ...reasons.map((it) => warning(`A modem is not usable (${it})`)),
    ...out.map(({ name, detail }) =>
      warning(`Modem ${name} has used up its quota: ${detail}`)
    ),
  ];
}

function queueFindings(
  { modems = [], queueAfterMs }: ReadinessFacts,
  overdueMs: number,
): readonly StatusFinding[] {
  if (overdueMs < queueAfterMs) return [];
  const text = `An SMS has been due for ${durationText(overdueMs)}`;
  const resting = modems.length > 0 &&
    modems.every(({ why }) => why === "quiet");
  return [
    resting
      ? warning(`${text}: all modems rest in their quiet hours`)
      : critical(text),
  ];
}

function diskFindings(
  { freeBytes, leastFreeBytes }: ReadinessFacts,
): readonly StatusFinding[] {
  if (freeBytes === undefined || freeBytes >= leastFreeBytes) return [];
  const text = `Only ${sizeText(freeBytes)} are free on the disk of the queue`;
  return [warning(`${text}: make room, or mails will be refused`)];
}

function breakerFindings(
  { breakerOpen }: ReadinessFacts,
): readonly StatusFinding[] {
  const text =
    'The breaker of [storm] is open, so SMS are kept back: "cellpost queue release" closes it';
  return breakerOpen ? [warning(text)] : [];
}

/** What the alarms tell of that is not found above by itself. */
function alarmFindings({ alarms }: ReadinessFacts): readonly StatusFinding[] {
  const told = /^(?:modems|modem:.*|quota:.*|queue|disk|breaker)$/s;
  return alarms.filter(({ key }) => !told.test(key))
    .map(({ text }) => warning(text));
}

function critical(text: string): StatusFinding {
  return { level: "critical", text };
}

function warning(text: string): StatusFinding {
  return { level: "warning", text };
}
