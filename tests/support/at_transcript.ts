import { parseDuration } from "../../src/config/duration.ts";
import { Secret } from "../../src/model/mod.ts";
import {
  type AtScript,
  type PlayerOptions,
  scriptOf,
  withReplies,
} from "./at_script.ts";
import type { ScriptPart } from "./at_temperament.ts";

/** One file of tests/modems/; its README says what may stand in it. */
export interface Transcript {
  readonly script: AtScript;
  readonly behaviour: PlayerOptions;
  /** The first value of a header line; undefined without one. */
  header(key: string): string | undefined;
  /** All values of a header line that may be repeated. */
  headers(key: string): readonly string[];
  /** A header line that is a duration, milliseconds. */
  duration(key: string): number | undefined;
  /** What the driver is told of the modem. */
  readonly known: { readonly pin?: Secret; readonly usbId?: string };
}

type Exchange = [command: string, ...reply: string[]];

/** Reads a transcript; `like` reads the one that its header says it is like. Throws at a line that it does not understand. */
export function parseTranscript(
  text: string,
  like: (name: string) => Transcript,
): Transcript {
  const { fields, exchanges, parts } = parseLines(text);
  const headers = (key: string) =>
    fields.filter(([it]) => it === key).map(([, value]) => value);
  const header = (key: string) => headers(key)[0];
  const duration = (key: string) => durationOf(header(key));
  const model = header("like");
  const pin = header("pin");
  const usbId = header("usb");
  return {
    script: model === undefined
      ? scriptOf(exchanges)
      : withReplies(like(model).script, exchanges),
    behaviour: {
      parts,
      echo: header("echo") === "on",
      chatter: headers("chatter"),
      ...frameOf(header("frame")),
      ...restOf(header("rest")),
      ...given("sleepMs", duration("sleeps")),
      ...given("latencyMs", duration("latency")),
      ...given("lateOkMs", duration("late_ok")),
      ...given("bite", header("bite"), Number),
      lineEndFirst: header("line_end_first") === "yes",
    },
    header,
    headers,
    duration,
    known: {
      ...pin !== undefined && { pin: new Secret(pin) },
      ...usbId !== undefined && { usbId },
    },
  };
}

function parseLines(text: string) {
  const fields: [key: string, value: string][] = [];
  const exchanges: Exchange[] = [];
  const parts: { when: ScriptPart["when"]; exchanges: Exchange[] }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const current = parts.at(-1)?.exchanges ?? exchanges;
    const [, key, value] = /^# (\w+): (.*)$/.exec(line) ?? [];
    const [, kind, moment] = /^\[(after|from) (.+)\]$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      fields.push([key, value]);
    } else if (kind !== undefined && moment !== undefined) {
      parts.push({ when: whenOf(kind, moment), exchanges: [] });
    } else if (line.startsWith("> ")) {
      current.push([line.slice(2)]);
    } else if (line.startsWith("< ") && current.length > 0) {
      current.at(-1)?.push(line.slice(2));
    } else if (line !== "") {
      throw new Error(`Line ${index + 1} is not understood: "${line}"`);
    }
  }
  return {
    fields,
    exchanges,
    parts: parts.map((it): ScriptPart => ({
      when: it.when,
      script: scriptOf(it.exchanges),
    })),
  };
}

function whenOf(kind: string, moment: string): ScriptPart["when"] {
  if (kind === "after") return { after: moment };
  return { fromMs: durationOf(moment) ?? 0 };
}

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`No duration: "${text}"`);
  return ms;
}

function frameOf(json: string | undefined): Pick<PlayerOptions, "frame"> {
  if (json === undefined) return {};
  const frame: unknown = JSON.parse(json);
  if (!Array.isArray(frame)) throw new Error(`No frame: ${json}`);
  return { frame: [String(frame[0]), String(frame[1])] };
}

function restOf(text: string | undefined): Pick<PlayerOptions, "rest"> {
  const [, time, command] = /^(\S+) (.+)$/.exec(text ?? "") ?? [];
  const ms = durationOf(time);
  return command === undefined || ms === undefined
    ? {}
    : { rest: { command, ms } };
}

function given<V>(
  name: string,
  value: V | undefined,
  read: (value: V) => number = Number,
): Record<string, number> {
  return value === undefined ? {} : { [name]: read(value) };
}
