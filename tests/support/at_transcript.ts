import { type AtScript, type PlayerOptions, scriptOf } from "./at_script.ts";

/** One file of tests/modems/; its README says what may stand in it. */
export interface Transcript {
  readonly script: AtScript;
  readonly behaviour: PlayerOptions;
  /** The first value of a header line; undefined without one. */
  header(key: string): string | undefined;
  /** All values of a header line that may be repeated. */
  headers(key: string): readonly string[];
}

/** Reads a transcript; throws at a line that is none of header, command, answer and blank. */
export function parseTranscript(text: string): Transcript {
  const fields: [key: string, value: string][] = [];
  const exchanges: [command: string, ...reply: string[]][] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [, key, value] = /^# (\w+): (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      fields.push([key, value]);
    } else if (line.startsWith("> ")) {
      exchanges.push([line.slice(2)]);
    } else if (line.startsWith("< ") && exchanges.length > 0) {
      exchanges.at(-1)?.push(line.slice(2));
    } else if (line !== "") {
      throw new Error(`Line ${index + 1} is not understood: "${line}"`);
    }
  }
  const headers = (key: string) =>
    fields.filter(([it]) => it === key).map(([, value]) => value);
  const header = (key: string) => headers(key)[0];
  return {
    script: scriptOf(exchanges),
    behaviour: {
      echo: header("echo") === "on",
      chatter: headers("chatter"),
      ...frameOf(header("frame")),
    },
    header,
    headers,
  };
}

function frameOf(json: string | undefined): Pick<PlayerOptions, "frame"> {
  if (json === undefined) return {};
  const frame: unknown = JSON.parse(json);
  if (!Array.isArray(frame)) throw new Error(`No frame: ${json}`);
  return { frame: [String(frame[0]), String(frame[1])] };
}
