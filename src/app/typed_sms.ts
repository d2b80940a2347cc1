import { systemClock } from "../model/mod.ts";
import { deliversOf, type Phones } from "../modem/mod.ts";
import { SmsError } from "../sms/mod.ts";
import type { Screen } from "./screen.ts";

/** What is typed goes where. */
export interface TypedSmsOptions {
  readonly phones: Phones;
  /** Ends it. */
  readonly stop: { readonly signal: AbortSignal };
  /** Is told what is wrong with a line. */
  readonly screen: Screen;
}

/** Sends each line of standard input, "<number or name> <text>", as an SMS to a simulated modem's card, until there are no more. */
export async function receiveTyped(
  card: string,
  { phones, screen, stop }: TypedSmsOptions,
): Promise<void> {
  const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .getReader();
  stop.signal.addEventListener("abort", () => {
    reader.cancel().catch(() => {});
  });
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) sendTyped(line, { card, phones, screen });
  }
}

function sendTyped(
  line: string,
  { card, phones, screen }: {
    readonly card: string;
    readonly phones: Phones;
    readonly screen: Screen;
  },
): void {
  const [, from, text] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
  if (from === undefined || text === undefined) return;
  try {
    const at = systemClock.now();
    phones.serviceCentre.send(card, deliversOf({ from, text, at }));
  } catch (error) {
    if (!(error instanceof SmsError)) throw error;
    screen.note(error.message);
  }
}
