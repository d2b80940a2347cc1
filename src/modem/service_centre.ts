import { later, notice, type NotReady, type Setup } from "./setup.ts";

/** Sees to it that there is an SMSC: without one every message ends in +CMS ERROR 330. */
export async function setServiceCentre(
  setup: Setup,
): Promise<NotReady | undefined> {
  const { conversation, options: { smsc } } = setup;
  const answer = await conversation.query("AT+CSCA?", { prefix: "+CSCA:" });
  const stored = answer === undefined ? undefined : numberIn(answer);
  if (smsc === undefined) return judge(setup, stored);
  if (stored === smsc) return undefined;
  if (await conversation.tell(`AT+CSCA="${smsc}",145`)) return undefined;
  return later(
    `The SMSC "${smsc}" could not be set: check the modem's smsc`,
  );
}

/** The number of `"+4917…",145`, with its plus sign also where only the type says so; "" for none. */
export function numberIn(answer: string): string {
  const [, number = "", type] = /^\s*"?([^",]*)"?\s*(?:,\s*(\d+))?/
    .exec(answer) ?? [];
  return type === "145" && /^\d/.test(number) ? `+${number}` : number;
}

function judge(
  setup: Setup,
  stored: string | undefined,
): NotReady | undefined {
  if (stored === "") {
    return later("No SMSC on the SIM: set the modem's smsc");
  }
  if (stored === undefined && !setup.conversation.broken) {
    notice(
      setup,
      "The modem does not tell its SMSC: if nothing goes out, set the modem's smsc",
    );
  }
  return undefined;
}
