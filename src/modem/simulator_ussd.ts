import { type Entry, error, ok, type SimAnswer } from "./simulator_answer.ts";
import { isOnAir, type SimContext } from "./simulator_settings.ts";
import { builtInUssd, type UssdAnswer } from "./simulator_ussd_service.ts";

/** The commands of USSD. TS 27.007 §7.15. */
export const ussdCommands: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ["+CUSD", {
    needs: "cme",
    read: () => ok("+CUSD: 1"),
    test: () => ok("+CUSD: (0-2)"),
    set: startUssd,
  }],
]);

function startUssd(
  context: SimContext,
  [mode = "", text]: readonly string[],
): SimAnswer {
  const { settings } = context;
  if (mode === "2") {
    settings.dialogue = [];
    return ok();
  }
  if (mode !== "1" && mode !== "0") return error;
  if (text === undefined) return ok();
  if (!isOnAir(context)) return { kind: "cme", code: 30 };
  const entries = [...settings.dialogue, text];
  const answer = (context.ussd ?? builtInUssd)(entries);
  settings.dialogue = answer?.m === 1 ? entries : [];
  if (answer === undefined) return ok();
  const line = lineOf(answer);
  const { afterMs = 0 } = answer;
  return afterMs === 0
    ? ok(line)
    : { kind: "ok", lines: [], later: { afterMs, lines: [line] } };
}

function lineOf({ m, text, dcs = 15 }: UssdAnswer): string {
  return text === undefined ? `+CUSD: ${m}` : `+CUSD: ${m},"${text}",${dcs}`;
}
