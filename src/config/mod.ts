/**
 * What the operator chose: found, read, checked and frozen, once.
 *
 * Invariants: only `load.ts` touches the disk and the environment; all problems are found in one run; a `Config` has
 * no problem left in it; a PIN is in no message. Other rooms never see a `Config`: `app` hands them their part.
 *
 * @module
 */
export type * from "./config.ts";
export { countries } from "./country_table.ts";
export { type Difference, differences } from "./differences.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export * from "./first_config.ts";
export type { Judges } from "./judges.ts";
export { configSchema } from "./json_schema.ts";
export * from "./load.ts";
export type { ListenAddress } from "./network.ts";
export type { Overrides } from "./overrides.ts";
export type { Member } from "./phone_book.ts";
export { type Problem, renderProblem, renderProblems } from "./problem.ts";
export type { Rate } from "./rate.ts";
export { meansTheSame } from "./same.ts";
export { sampleConfig } from "./sample.ts";
export { parseSize } from "./size.ts";
export { warningsOf } from "./warnings.ts";
export { keeping, type WrittenConfig } from "./written_config.ts";
