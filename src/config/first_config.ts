import { stringify } from "smol-toml";
import type { Judges } from "./judges.ts";
import type { Problem } from "./problem.ts";
import { sampleConfig } from "./sample.ts";
import { validate } from "./validate.ts";

/** What a first config is made of; the rest are defaults, which stand in it as comments. */
export interface FirstAnswers {
  /** ISO 3166-1 alpha-2, or "" for none. */
  readonly country: string;
  /** Addresses and networks. */
  readonly allow: readonly string[];
  /** As in `[smtp] listen`. */
  readonly listen: string;
  /** As in `[[modem]] port`. */
  readonly modem: string;
  /** Who is told of trouble: a number, or "" for nobody. */
  readonly admin: string;
  /** Where the queue goes; absent: beside the config. */
  readonly queuePath?: string;
}

/** What `cellpost init` starts from: the defaults, with every modem that is found. */
export const firstDefaults: FirstAnswers = {
  country: "",
  allow: ["127.0.0.0/8", "::1/128"],
  listen: "127.0.0.1:2525",
  modem: "auto",
  admin: "",
};

/** The sample with the answers put in, each where its comment is. What is answered is written out even where it is the default. */
export function renderFirstConfig(answers: FirstAnswers): string {
  const written = valuesOf(answers);
  let section = "";
  const lines = sampleConfig.split("\n").flatMap((line): readonly string[] => {
    section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
    const key = /^#([a-z_]+) = /.exec(line)?.[1];
    const value = written.get(`${section}.${key}`);
    if (key !== undefined && value !== undefined) {
      return [stringify({ [key]: value }).trim()];
    }
    return line.startsWith(mailIn) ? [...modemLines(answers), line] : [line];
  });
  return [madeBy, ...lines].join("\n");
}

/** What is wrong with the config of these answers; empty when it can be used. */
export function firstConfigProblems(
  answers: FirstAnswers,
  judges: Judges = {},
): readonly Problem[] {
  const result = validate(renderFirstConfig(answers), {}, judges);
  return result.kind === "ok" ? [] : result.problems;
}

const madeBy =
  '# Written by "cellpost init": what was answered has no "#" in front.\n#';
/** The heading below the one of the modems. */
const mailIn = "# ── Mail in";

function valuesOf(
  { admin, allow, country, listen, queuePath }: FirstAnswers,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ["message.country", country],
    ["smtp.allow", allow],
    ["smtp.listen", [listen]],
    ...(admin === "" ? [] : [["admin.numbers", [admin]] as const]),
    ...(queuePath === undefined ? [] : [["queue.path", queuePath] as const]),
  ]);
}

function modemLines({ modem }: FirstAnswers): readonly string[] {
  return ["[[modem]]", stringify({ port: modem }).trim(), ""];
}
