import type { ChatAction, ChatPhase } from "./chat_state.ts";
import { parseFinal } from "./result.ts";
import { urcOf } from "./urc.ts";

/** The two phases in which a chat finds its modem's rhythm again. */
export type ResyncPhase = Extract<
  ChatPhase,
  { readonly kind: "draining" | "probing" }
>;

/** One step of it. */
export interface ResyncStep {
  readonly phase: ChatPhase;
  readonly actions: readonly ChatAction[];
}

/** Silence after which no rest of an old answer is expected, milliseconds. */
const silenceMs = 500;
/** How often the silence may be broken before it is given up: a modem that floods with URCs is never silent. */
const longestDrain = 20;
const answerMs = 2_000;
const probes = 5;
/** u-blox SARA answers several commands late, so one OK proves nothing. */
const oksNeeded = 2;

const leave: ChatAction = { kind: "write", text: "\x1b\r" };

/** ESC leaves a prompt and is harmless elsewhere; what comes in the next half second answers nothing. */
export function beginResync(): ResyncStep {
  return {
    phase: { kind: "draining", rounds: 0 },
    actions: [leave, { kind: "arm", delayMs: silenceMs }],
  };
}

/** A prompt that comes late is left at once. */
export const onPromptInResync: readonly ChatAction[] = [leave];

/** Takes in a line that is no echo. */
export function onResyncLine(phase: ResyncPhase, line: string): ResyncStep {
  const final = parseFinal(line);
  const urc: readonly ChatAction[] = final
    ? []
    : [{ kind: "urc", urc: urcOf(line) }];
  switch (phase.kind) {
    case "draining": {
      if (phase.rounds >= longestDrain) return { phase, actions: urc };
      const rounds = phase.rounds + 1;
      return {
        phase: { kind: "draining", rounds },
        actions: [...urc, { kind: "arm", delayMs: silenceMs }],
      };
    }
    case "probing": {
      if (!final) return { phase, actions: urc };
      if (final.kind === "error") return probe(0, phase.tries + 1);
      return probe(phase.oks + 1, phase.tries);
    }
    default:
      return phase satisfies never;
  }
}

/** The silence is there, or a probe was not answered. */
export function onResyncTimeout(phase: ResyncPhase): ResyncStep {
  return phase.kind === "draining" ? probe(0, 0) : probe(0, phase.tries + 1);
}

/** A modem that stays deaf is given back as it is: its next command will time out, and its owner draw the conclusion. */
function probe(oks: number, tries: number): ResyncStep {
  if (oks >= oksNeeded || tries >= probes) {
    return { phase: { kind: "idle" }, actions: [{ kind: "disarm" }] };
  }
  return {
    phase: { kind: "probing", oks, tries },
    actions: [
      { kind: "write", text: "AT\r" },
      { kind: "arm", delayMs: answerMs },
    ],
  };
}
