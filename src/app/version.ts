import project from "../../deno.json" with { type: "json" };

/** The version of this cellpost, as deno.json has it. */
export const version: string = project.version;

/** From which commit an executable was made, and when that was committed (ISO 8601). */
export interface Build {
  readonly commit: string;
  readonly date: string;
}

// tools/compile.ts writes it in front of the bundle; in the source tree there is none.
declare const cellpostBuild: Build | undefined;

/** Undefined where cellpost runs from its source. */
export const build: Build | undefined = typeof cellpostBuild === "undefined"
  ? undefined
  : cellpostBuild;
