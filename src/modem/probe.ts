import type { Clock } from "../model/mod.ts";
import { AtChannel } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import type { ModemIdentity, NetworkStatus } from "./driver.ts";
import { askIccid, askIdentity } from "./identify.ts";
import { quirksOf } from "./quirks_of.ts";
import { readNetwork } from "./registration.ts";
import type { SerialPort } from "./serial/mod.ts";
import { askSimFacts, type SimFacts } from "./sim_facts.ts";

/** Nobody there who speaks AT; `reason` is a sentence for the operator. */
export interface Silence {
  readonly kind: "silent";
  readonly reason: string;
}

/** Who is behind a port. */
export interface Meeting {
  readonly kind: "modem";
  readonly identity: ModemIdentity;
  /** What `+CPIN?` says, such as "READY" or "SIM PIN"; "NOT INSERTED" without a SIM, "" when the modem does not tell. */
  readonly lock: string;
}

/** What is behind a port, and where it stands. */
export interface Portrait extends Meeting {
  /** Undefined while the SIM is locked or missing. */
  readonly network: NetworkStatus | undefined;
  readonly sim: SimFacts | undefined;
}

const knocks = 3;
const knockMs = 700;
/** Some modems take seconds for an answer; one that hangs is given up. */
const longestMs = 20_000;

/**
 * Asks who is behind an open port and where it stands, changes nothing but the echo, tries no PIN, and closes the port.
 */
export function probeModem(
  port: SerialPort,
  clock: Clock,
): Promise<Portrait | Silence> {
  return converse(port, clock, async (conversation) => {
    const met = await meet(conversation);
    if (met.kind === "silent") return met;
    if (met.lock !== "READY") {
      return { ...met, network: undefined, sim: undefined };
    }
    const { network } = await readNetwork(conversation);
    const sim = await askSimFacts(conversation);
    return silenceOf(conversation) ?? { ...met, network, sim };
  });
}

/** Asks only who is there, and closes the port. */
export function meetModem(
  port: SerialPort,
  clock: Clock,
): Promise<Meeting | Silence> {
  return converse(port, clock, meet);
}

async function converse<T>(
  port: SerialPort,
  clock: Clock,
  talk: (conversation: Conversation) => Promise<T>,
): Promise<T> {
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

async function meet(conversation: Conversation): Promise<Meeting | Silence> {
  if (!await answers(conversation)) {
    const reason =
      "Nothing answers AT: no modem, another of its ports, or another baud rate";
    return silenceOf(conversation) ?? { kind: "silent", reason };
  }
  await conversation.tell("ATE0");
  await conversation.tell("AT+CMEE=1");
  const identity = await askIdentity(conversation);
  const quirks = quirksOf(identity);
  const iccid = await askIccid({ conversation, quirks });
  const lock = await askLock(conversation);
  return silenceOf(conversation) ??
    { kind: "modem", identity: { ...identity, iccid }, lock };
}

/** Why a talk is over before its end: half an answer would pass for a modem without a number. */
function silenceOf({ broken }: Conversation): Silence | undefined {
  switch (broken?.kind) {
    case undefined:
      return undefined;
    case "lost":
      return { kind: "silent", reason: broken.reason };
    case "restarted":
      return { kind: "silent", reason: "The modem there has just started" };
    case "deaf":
    case "stopped":
      return {
        kind: "silent",
        reason:
          "A modem is there but stopped answering: it may be starting, or hang",
      };
    default:
      return broken satisfies never;
  }
}

async function answers(conversation: Conversation): Promise<boolean> {
  for (let knock = 0; knock < knocks && !conversation.broken; knock += 1) {
    const command = {
      text: "AT",
      timeoutMs: knockMs,
      probe: true,
      // An earlier process may have left it at a prompt.
      ...(knock === 0 && { lead: "\x1b\r" }),
    };
    if ((await conversation.ask(command)).kind === "ok") return true;
  }
  return false;
}

/** What TS 27.007 §9.2 says in numbers of a SIM that is not there or does not work. */
const missing = [10, 13, 15];

async function askLock(conversation: Conversation): Promise<string> {
  const result = await conversation.ask({
    text: "AT+CPIN?",
    timeoutMs: 5_000,
    expect: ["+CPIN:"],
    // Wavecom leaves out the OK, faucamp/python-gsmmodem#19.
    finalAfterInfoMs: 1_000,
  });
  switch (result.kind) {
    case "ok":
      return result.info[0]?.replace("+CPIN:", "").replaceAll('"', "").trim() ??
        "";
    case "error":
      return missing.includes(result.error.code ?? -1) ? "NOT INSERTED" : "";
    default:
      return "";
  }
}
