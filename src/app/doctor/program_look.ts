import type { AlarmView, BreakerView, StatusView } from "../../desk/mod.ts";
import { amiss, type Finding, fine, told } from "./finding.ts";

/** Whether a cellpost runs with this config, and what it says of itself. */
export type RunningFacts =
  | { readonly kind: "none" }
  | {
    readonly kind: "running";
    readonly pid: number;
    readonly status: StatusView;
    readonly alarms: readonly AlarmView[];
    readonly breaker: BreakerView;
  }
  /** Something has the queue, and does not answer: a sentence of the house. */
  | { readonly kind: "unreachable"; readonly text: string };

/** What is known of the program itself. */
export interface ProgramFacts {
  readonly version: string;
  /** Undefined where it runs from its source. */
  readonly commit: string | undefined;
  readonly deno: string;
  /** Such as "linux x86_64". */
  readonly system: string;
  readonly running: RunningFacts;
}

const area = "Program";

/** Looks at this cellpost, and at the one that runs. */
export function lookAtProgram(facts: ProgramFacts): readonly Finding[] {
  const { version, commit, deno, system, running } = facts;
  const made = commit === undefined ? "from source" : `commit ${commit}`;
  const own = fine(
    area,
    `cellpost ${version} (${made}, Deno ${deno}, ${system})`,
  );
  switch (running.kind) {
    case "none":
      return [
        own,
        amiss(area, "hint", {
          text: "No cellpost runs with this config",
          advice: '"cellpost serve" starts one',
        }),
      ];
    case "unreachable":
      return [own, told(area, "critical", running.text)];
    case "running":
      return [own, ...runningOne(running, version)];
    default:
      return running satisfies never;
  }
}

type Running = Extract<RunningFacts, { readonly kind: "running" }>;

function runningOne(
  { pid, status, alarms, breaker }: Running,
  version: string,
): readonly Finding[] {
  const { waiting } = status;
  const waits = waiting === 0 ? "nothing waits" : `${waiting} wait or are sent`;
  return [
    fine(area, `A cellpost runs (pid ${pid}): ${waits}`),
    ...(status.version === version ? [] : [
      amiss(area, "warning", {
        text: `The one that runs is version ${status.version}`,
        advice: "restart it, so that it is this one",
      }),
    ]),
    ...overdue(status),
    ...(breaker.open
      ? [
        amiss(area, "warning", {
          text:
            `The breaker is open: nothing is sent, and ${breaker.gathered} SMS are gathered`,
          advice:
            'find out who sends so much; "cellpost queue release" goes on before it closes by itself',
        }),
      ]
      : []),
    ...alarms.map(({ text }) => told(area, "warning", text)),
  ];
}

/** As readiness has it: a delivery that has been due for longer is late, milliseconds. */
const lateMs = 15 * 60_000;

function overdue({ oldestWaitingMs = 0 }: StatusView): readonly Finding[] {
  if (oldestWaitingMs <= lateMs) return [];
  const minutes = Math.round(oldestWaitingMs / 60_000);
  return [
    amiss(area, "critical", {
      text: `An SMS has been due for ${minutes} min, and is still here`,
      advice:
        '"cellpost queue list --state queued" shows which; see to the modems',
    }),
  ];
}
