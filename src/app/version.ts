import project from "../../deno.json" with { type: "json" };

/** The version of this cellpost, as deno.json has it. */
export const version: string = project.version;
