import type { SimAnswer } from "./simulator_answer.ts";
import type { SimSettings } from "./simulator_settings.ts";

/** An answer that is an error. */
export type Refusal = Extract<
  SimAnswer,
  { readonly kind: "error" | "cme" | "cms" }
>;

/** Whether the answer is an error. */
export function isRefusal(answer: SimAnswer): answer is Refusal {
  return answer.kind === "error" || answer.kind === "cme" ||
    answer.kind === "cms";
}

/** Frames each line as V.250 §5.7.1 asks: CR LF before and behind. */
export function framed(lines: readonly string[]): string {
  return lines.map((line) => `\r\n${line}\r\n`).join("");
}

/** The final result code of an error, as `+CMEE` and `ATV` want it. */
export function refusal(answer: Refusal, settings: SimSettings): string {
  switch (answer.kind) {
    case "error":
      return bare(settings);
    case "cms":
      return `+CMS ERROR: ${answer.code}`;
    case "cme":
      if (settings.errors === 0) return bare(settings);
      return settings.errors === 1
        ? `+CME ERROR: ${answer.code}`
        : `+CME ERROR: ${words.get(answer.code) ?? "unknown"}`;
    default:
      return answer satisfies never;
  }
}

function bare({ verbose }: SimSettings): string {
  return verbose ? "ERROR" : "4";
}

// TS 27.007 §9.2.1, those that the simulator gives.
const words: ReadonlyMap<number, string> = new Map([
  [3, "operation not allowed"],
  [10, "SIM not inserted"],
  [11, "SIM PIN required"],
  [12, "SIM PUK required"],
  [16, "incorrect password"],
]);
