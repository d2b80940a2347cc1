import type { Clock } from "../model/mod.ts";
import { AtChannel } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import type { ModemIdentity, NetworkStatus } from "./driver.ts";
import { askIccid, askIdentity } from "./identify.ts";
import { quirksOf } from "./quirks_of.ts";
import { readNetwork } from "./registration.ts";
import type { SerialPort } from "./serial/mod.ts";

/** What is behind a port. */
export type ProbeResult =
  | {
    readonly kind: "modem";
    readonly identity: ModemIdentity;
    /** What `+CPIN?` says, such as "READY" or "SIM PIN"; "" when the modem does not tell. */
    readonly sim: string;
    /** Undefined while the SIM is locked or missing. */
    readonly network: NetworkStatus | undefined;
  }
  /** Nobody there who speaks AT; `reason` is a sentence for the operator. */
  | { readonly kind: "silent"; readonly reason: string };

const knocks = 3;
const knockMs = 700;
/** Some modems take seconds for an answer; one that hangs is given up. */
const longestMs = 20_000;

/**
 * Asks who is behind an open port and where it stands, changes nothing but the echo, tries no PIN, and closes the port.
 */
export async function probeModem(
  port: SerialPort,
  clock: Clock,
): Promise<ProbeResult> {
  const channel = new AtChannel(port, { clock, observe: () => {} });
  const deadline = new AbortController();
  const timer = clock.after(longestMs, () => deadline.abort());
  const { signal } = deadline;
  try {
    return await talk(new Conversation(channel, { clock, signal }));
  } finally {
    timer.cancel();
    channel.close();
  }
}

async function talk(conversation: Conversation): Promise<ProbeResult> {
  if (!await answers(conversation)) {
    const reason =
      "Nothing answers AT: no modem, another of its ports, or another baud rate";
    return { kind: "silent", reason };
  }
  await conversation.tell("ATE0");
  await conversation.tell("AT+CMEE=1");
  const identity = await askIdentity(conversation);
  const quirks = quirksOf(identity);
  const iccid = await askIccid({ conversation, quirks });
  const sim = await conversation.query("AT+CPIN?", { prefix: "+CPIN:" }) ?? "";
  const { network } = sim === "READY"
    ? await readNetwork(conversation)
    : { network: undefined };
  return { kind: "modem", identity: { ...identity, iccid }, sim, network };
}

async function answers(conversation: Conversation): Promise<boolean> {
  for (let knock = 0; knock < knocks && !conversation.broken; knock += 1) {
    const command = { text: "AT", timeoutMs: knockMs, probe: true };
    if ((await conversation.ask(command)).kind === "ok") return true;
  }
  return false;
}
