import type { Conversation } from "./conversation.ts";
import type { ModemIdentity } from "./driver.ts";
import type { QuirkFacts } from "./quirks.ts";
import { recogniseQuirks } from "./quirks_of.ts";
import type { NotReady, Setup } from "./setup.ts";

const iccidQuestions = ["AT+CCID", "AT^ICCID?", "AT+QCCID", "AT+ICCID"];

/** Asks maker, model, revision and IMEI, and picks the quirks. */
export async function identify(setup: Setup): Promise<NotReady | undefined> {
  const { conversation } = setup;
  setup.identity = await askIdentity(
    conversation,
    // Maker and model say how it must be spoken to from here on.
    (name) => recogniseQuirks(setup, name),
  );
  return undefined;
}

/** Asks maker, model, revision and IMEI; those of the SIM stay empty. `recognise` hears of maker and model at once. */
export async function askIdentity(
  conversation: Conversation,
  recognise: (name: QuirkFacts) => void = () => {},
): Promise<ModemIdentity> {
  const manufacturer = await askWords(conversation, "CGMI");
  recognise({ manufacturer });
  const model = await askWords(conversation, "CGMM");
  recognise({ manufacturer, model });
  const revision = await askName(conversation, "CGMR");
  const imei = await askDigits(conversation, "AT+CGSN", /\d{14,16}/);
  return { manufacturer, model, revision, imei, iccid: "", imsi: "" };
}

/** Asks the SIM for its ICCID and IMSI; a modem that tells neither is no worse for it. */
export async function identifySim(setup: Setup): Promise<NotReady | undefined> {
  const { conversation, identity } = setup;
  if (!identity) return undefined;
  const imsi = await askDigits(conversation, "AT+CIMI", /\b\d{14,15}\b/);
  const iccid = identity.iccid || await askIccid(setup);
  setup.identity = { ...identity, imsi, iccid };
  return undefined;
}

/** The number printed on the SIM, which can be read even while the SIM is locked; "" where the modem has no way to it. */
export async function askIccid(
  { conversation, quirks }: Pick<Setup, "conversation" | "quirks">,
): Promise<string> {
  const questions = new Set([quirks.iccid, ...iccidQuestions]);
  for (const question of questions) {
    const iccid = await askDigits(conversation, question, /\d{18,20}/);
    if (iccid !== "") return iccid;
  }
  return "";
}

// The first questions with words for an answer. An OK without any shows that the modem is one answer behind: it had been
// left at a prompt, so it said OK to the ESC and again to the AT; or it says every OK twice.
async function askWords(
  conversation: Conversation,
  name: string,
): Promise<string> {
  const words = await askName(conversation, name);
  if (words !== "" || conversation.broken) return words;
  conversation.resync();
  return await askName(conversation, name);
}

async function askName(
  conversation: Conversation,
  name: string,
): Promise<string> {
  const options = { prefix: `+${name}:`, bare: true };
  const answer = await conversation.query(`AT+${name}`, options);
  return answer?.replaceAll('"', "").trim() ?? "";
}

async function askDigits(
  conversation: Conversation,
  text: string,
  shape: RegExp,
): Promise<string> {
  const name = /^AT(.*?)\??$/.exec(text)?.[1] ?? "";
  const result = await conversation.ask({
    text,
    timeoutMs: 5_000,
    expect: [`${name}:`],
    bare: true,
  });
  if (result.kind !== "ok") return "";
  for (const line of result.info) {
    const digits = shape.exec(line.replace(`${name}:`, "").trim())?.[0];
    if (digits !== undefined) return digits;
  }
  return "";
}
