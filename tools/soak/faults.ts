/**
 * All that goes wrong in a soak, as data. A row's rate is for one modem; codes are those of TS 27.005 §3.2.5 and TS 27.007
 * §9.2, one or more of each class of modem.md §2.8.
 *
 * @module
 */
import type { SimFault, SimStep } from "../../src/modem/mod.ts";
import type { Chance } from "../fuzz_smtp/chance.ts";

/** A fault of one step of a dialogue. */
export interface StepFault {
  readonly name: string;
  readonly at: SimStep["at"];
  /** How the command line begins; of commands only. Any when left out. */
  readonly line?: string;
  /** How often it strikes, in a thousand such steps. */
  readonly perMille: number;
  /** What the network's refusal says to the SMS, if it is one. */
  readonly refusal?: string;
  readonly make: (chance: Chance, step: SimStep) => SimFault;
}

/** What can be done to a modem from outside. */
export type Blow =
  | "unplug"
  | "reboot"
  | "silence"
  | "garbage"
  | "URC flood"
  | "no network";

/** A fault that comes whatever the modem is doing. */
export interface Accident {
  readonly blow: Blow;
  /** How long a modem is spared on average, seconds. */
  readonly everySeconds: number;
  /** How long it lasts, seconds: at least and at most; 0 for what is over at once. */
  readonly lasts: readonly [least: number, most: number];
}

/** What becomes of the report on an SMS. */
export interface ReportHabit {
  readonly kind: "at once" | "late" | "trying first" | "failed" | "never";
  readonly perMille: number;
}

/** The accidents, by which each modem is hit about every 20 seconds. */
export const accidents: readonly Accident[] = [
  { blow: "unplug", everySeconds: 180, lasts: [1, 20] },
  { blow: "reboot", everySeconds: 240, lasts: [0, 0] },
  { blow: "silence", everySeconds: 240, lasts: [2, 45] },
  { blow: "garbage", everySeconds: 60, lasts: [0, 0] },
  { blow: "URC flood", everySeconds: 60, lasts: [0, 0] },
  { blow: "no network", everySeconds: 240, lasts: [5, 90] },
];

/** What people send to a modem, and what the network makes of it: one in so many. */
export const callerHabits = {
  /** How long a modem is spared on average, seconds. */
  everySeconds: 25,
  /** Takes two to four segments. */
  longOneIn: 3,
  /** Has letters that need UCS-2. */
  unicodeOneIn: 4,
  /** Segments come in any order. */
  shuffledOneIn: 2,
  /** A segment comes once more: the network did not hear that it was taken. */
  repeatedOneIn: 4,
  /** A segment is late by so many seconds at most. */
  lateSeconds: 10,
} as const;

/** What the network says of an SMS that it took. */
export const reportHabits: readonly ReportHabit[] = [
  { kind: "late", perMille: 200 },
  { kind: "trying first", perMille: 50 },
  { kind: "failed", perMille: 20 },
  { kind: "never", perMille: 50 },
  // All others.
  { kind: "at once", perMille: 1000 },
];

/** Refusals of a PDU, by class. */
const refusals: Readonly<Record<string, readonly string[]>> = {
  permanent: ["+CMS ERROR: 1", "+CMS ERROR: 28", "+CMS ERROR: 195"],
  doubtful: ["+CMS ERROR: 21", "+CMS ERROR: 50", "+CME ERROR: 3"],
  transient: ["+CMS ERROR: 41", "+CMS ERROR: 42", "+CMS ERROR: 500"],
  plain: ["ERROR"],
  "in words": ["+CMS ERROR: network timeout", "+CMS ERROR: no such luck"],
  network: ["+CMS ERROR: 38", "+CMS ERROR: 331", "+CME ERROR: 30"],
  busy: ["+CMS ERROR: 314", "+CME ERROR: 14", "+CMS ERROR: 301"],
  storage: ["+CMS ERROR: 322", "+CME ERROR: 20"],
  settings: ["+CMS ERROR: 330"],
  sim: ["+CMS ERROR: 310", "+CME ERROR: 13"],
  reset: ["+CMS ERROR: 300", "+CME ERROR: 0"],
  "text mode": ["+CMS ERROR: 304"],
  vendor: ["+CMS ERROR: 512", "+CMS ERROR: 604"],
};

/** Of the classes that a modem may answer before it has seen the PDU, and which say nothing of the SMS. */
const earlyRefusals = ["busy", "network", "plain", "storage", "reset"];

const seconds = (chance: Chance, least: number, most: number) =>
  Math.round(1000 * (least + (most - least) * chance.next()));

const line = (text: string) => `\r\n${text}\r\n`;

/** Bytes that no modem means. */
export function garbageOf(chance: Chance): string {
  const pieces = ["\0", "\xff", ">", "\r", "\n", "OK", "+CM", "> ", "\x1a"];
  const count = 1 + chance.below(40);
  return Array.from({ length: count }, () => chance.pick(pieces)).join("");
}

/** Lines that nobody asked for and that mean nothing to us. */
export function floodOf(chance: Chance): string {
  const lines = ["^RSSI:18", "^BOOT:7465386,0,0,0,75", "+CREG: 1", "+ZUSIMR:2"];
  const count = 20 + chance.below(280);
  return Array.from({ length: count }, () => line(chance.pick(lines))).join("");
}

function refusalsAt(
  at: "pdu" | "command",
  classes: readonly string[],
  perMille: number,
): readonly StepFault[] {
  return classes.map((name) => {
    const texts = refusals[name] ?? [];
    return {
      name: `${name} refusal ${at === "pdu" ? "of a PDU" : "of AT+CMGS"}`,
      at,
      ...(at === "command" && { line: "AT+CMGS" }),
      perMille,
      ...(at === "pdu" && { refusal: name }),
      make: (chance) => ({ instead: line(chance.pick(texts)) }),
    };
  });
}

const dialogueFaults: readonly StepFault[] = [
  {
    name: "no answer to a command",
    at: "command",
    perMille: 2,
    make: () => ({ instead: "" }),
  },
  {
    name: "late answer to a command",
    at: "command",
    perMille: 10,
    make: (chance) => ({ delayMs: seconds(chance, 0.2, 4) }),
  },
  {
    name: "answer to a command when its time is over",
    at: "command",
    perMille: 2,
    make: (chance) => ({ delayMs: seconds(chance, 5, 40) }),
  },
  {
    name: "ERROR to a command",
    at: "command",
    line: "AT+C",
    perMille: 2,
    make: () => ({ instead: line("ERROR") }),
  },
  {
    name: "stray OK before an answer",
    at: "command",
    perMille: 2,
    make: () => ({ before: line("OK") }),
  },
  {
    name: "late echo before an answer",
    at: "command",
    perMille: 5,
    make: () => ({ before: "AT+CREG?\r\r\n" }),
  },
  {
    name: "URC before an answer",
    at: "command",
    perMille: 10,
    make: () => ({ before: line("RING") }),
  },
  {
    name: "garbage before an answer",
    at: "command",
    perMille: 3,
    make: (chance) => ({ before: garbageOf(chance) }),
  },
  {
    name: "no prompt",
    at: "prompt",
    perMille: 5,
    make: () => ({ instead: "" }),
  },
  {
    name: "late prompt",
    at: "prompt",
    perMille: 10,
    make: (chance) => ({ delayMs: seconds(chance, 1, 25) }),
  },
  {
    name: "prompt when its time is over",
    at: "prompt",
    perMille: 3,
    make: (chance) => ({ delayMs: seconds(chance, 30, 45) }),
  },
  {
    name: "URC between prompt and PDU",
    at: "prompt",
    perMille: 20,
    make: () => ({ after: line("^RSSI:18") }),
  },
  {
    name: "reboot at the prompt",
    at: "prompt",
    perMille: 2,
    make: () => ({ instead: "", then: "restart" }),
  },
];

/** What makes the fate of an SMS uncertain: `pdu` was not taken by the network, `accepted` was. */
const uncertainFaults: readonly StepFault[] = (["pdu", "accepted"] as const)
  .flatMap((at): readonly StepFault[] => {
    const taken = at === "accepted" ? "taken" : "not taken";
    return [
      {
        name: `no answer to a PDU (${taken})`,
        at,
        perMille: 3,
        make: () => ({ instead: "" }),
      },
      {
        name: `OK without +CMGS (${taken})`,
        at,
        perMille: 5,
        make: () => ({ instead: line("OK") }),
      },
      {
        name: `late answer to a PDU (${taken} meanwhile)`,
        at,
        perMille: 10,
        make: (chance) => ({ delayMs: seconds(chance, 2, 60) }),
      },
      {
        name: `answer to a PDU when its time is over (${taken} meanwhile)`,
        at,
        perMille: 2,
        make: (chance) => ({ delayMs: seconds(chance, 120, 150) }),
      },
      {
        name: `reboot under a PDU (${taken})`,
        at,
        perMille: 4,
        make: () => ({ instead: "", then: "restart" }),
      },
      {
        name: `unplugged under a PDU (${taken})`,
        at,
        perMille: 4,
        make: () => ({ instead: "", then: "unplug" }),
      },
    ];
  });

/** All faults of dialogues; the first whose chance comes strikes. */
export const stepFaults: readonly StepFault[] = [
  ...dialogueFaults,
  ...uncertainFaults,
  {
    name: "+CMGS without OK",
    at: "accepted",
    perMille: 5,
    make: (_, step) => ({
      instead: step.at === "accepted" ? line(`+CMGS: ${step.reference}`) : "",
    }),
  },
  ...refusalsAt("pdu", Object.keys(refusals), 3),
  ...refusalsAt("command", earlyRefusals, 2),
];

/** The classes of refusals after which a mail may fail for good; the others end in another try. */
export const finalRefusals: ReadonlySet<string> = new Set([
  "permanent",
  "doubtful",
  "text mode",
  "vendor",
]);
