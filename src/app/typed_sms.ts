import { systemClock } from "../model/mod.ts";
import { deliversOf, type Phones } from "../modem/mod.ts";
import { SmsError } from "../sms/mod.ts";
import type { Screen } from "./screen.ts";

/** What is typed goes where. */
export interface TypedSmsOptions {
  /** What is typed; standard input. */
  readonly typed: ReadableStream<Uint8Array>;
  /** The simulated modem's card. */
  readonly card: string;
  readonly phones: Phones;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Is told what is wrong with a line. */
  readonly screen: Pick<Screen, "note">;
}

/** Sends each line, "<number or name> <text>", as an SMS to a simulated modem, until there are no more. */
export async function receiveTyped(options: TypedSmsOptions): Promise<void> {
  const { signal, typed } = options;
  const decoder = new TextDecoder();
  const reader = typed.getReader();
  signal.addEventListener("abort", () => {
    reader.cancel().catch(() => {});
  });
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) sendTyped(line, options);
  }
}

function sendTyped(
  line: string,
  { card, phones, screen }: TypedSmsOptions,
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
