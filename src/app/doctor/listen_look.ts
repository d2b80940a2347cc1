import { hostPort } from "../../model/mod.ts";
import type { ListenTrial } from "../../smtp/mod.ts";
import { amiss, type Finding, fine } from "./finding.ts";

/** One address that the config wants listened on. */
export interface ListenFacts {
  /** What for. */
  readonly what: "SMTP" | "Screen";
  readonly hostname: string;
  readonly port: number;
  /** The process that listens there; "unseen": somebody whom this user may not see; undefined: nobody. */
  readonly holder: Holder | "unseen" | undefined;
  /** Absent where a cellpost runs, whose port is not to be touched. */
  readonly trial?: ListenTrial | undefined;
  /** The cellpost that runs with this config. */
  readonly ownPid: number | undefined;
}

/** A process of this machine. */
export interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** Looks at one address. */
export function lookAtListener(facts: ListenFacts): Finding {
  const { what: area, ownPid, trial } = facts;
  const where = hostPort(facts);
  if (ownPid !== undefined) return whileRunning(facts, where, ownPid);
  switch (trial?.kind) {
    case undefined:
    case "free":
      return fine(area, `${where} is free`);
    case "in-use":
      return amiss(area, "critical", {
        text: `${where} is held by ${holderText(facts.holder)}`,
        advice: `stop that program, or set ${keyOf(area)} to another port`,
      });
    case "denied":
      return amiss(area, "critical", {
        text: `This user may not listen on ${where}`,
        advice:
          `run it as a service ("cellpost service install"), which has the privilege, or set ${
            keyOf(area)
          } to a port from 1024 up`,
      });
    case "no-such-address":
      return amiss(area, "critical", {
        text: `${where} is no address of this machine`,
        advice: `correct ${
          keyOf(area)
        }: "0.0.0.0" means all, "127.0.0.1" this machine alone`,
      });
    case "error":
      return amiss(area, "critical", {
        text: `${where} cannot be listened on: ${trial.reason}`,
        advice: `set ${keyOf(area)} to another address`,
      });
    default:
      return trial satisfies never;
  }
}

function whileRunning(
  { what: area, holder, port }: ListenFacts,
  where: string,
  ownPid: number,
): Finding {
  if (port === 0) return fine(area, "a port of the system's choice");
  if (holder === undefined) {
    return amiss(area, "warning", {
      text: `Nobody listens on ${where}, though a cellpost runs`,
      advice:
        "it was started with other addresses, or before the config was changed: restart it",
    });
  }
  if (holder === "unseen" || holder.pid === ownPid) {
    return fine(area, `${where} is listened on`);
  }
  // Mail that is meant for cellpost goes elsewhere; a screen is only to be found elsewhere.
  return amiss(area, area === "SMTP" ? "critical" : "warning", {
    text: `${where} is held by ${
      holderText(holder)
    }: the cellpost that runs was started with other addresses`,
    advice: `stop that program and restart, or set ${keyOf(area)}`,
  });
}

function holderText(holder: ListenFacts["holder"]): string {
  return holder === undefined || holder === "unseen"
    ? "another program, whose name only root sees"
    : `${holder.name} (pid ${holder.pid})`;
}

function keyOf(area: ListenFacts["what"]): string {
  return area === "SMTP" ? "[smtp] listen" : "[web] listen";
}

/** What came of greeting ourselves; `why`: there is no listener to greet. */
export type LoopbackFacts =
  | { readonly kind: "answered"; readonly where: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "untried"; readonly why: string };

/** Looks at the answer of the SMTP server that runs here. */
export function lookAtLoopback(facts: LoopbackFacts): readonly Finding[] {
  const area = "SMTP";
  switch (facts.kind) {
    case "answered":
      return [fine(area, `It greets who connects to ${facts.where}`)];
    case "failed":
      return [
        amiss(area, "critical", {
          text: `It does not greet: ${facts.reason}`,
          advice:
            'restart it; "cellpost serve" on a terminal tells what is in the way',
        }),
      ];
    case "untried":
      return [];
    default:
      return facts satisfies never;
  }
}
