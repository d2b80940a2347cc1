import type { Conversation } from "./conversation.ts";
import type { NetworkStatus } from "./driver.ts";

/** +CREG `stat` by its number; TS 27.007 §7.2. */
const registrations: readonly NetworkStatus["registration"][] = [
  "not registered",
  "home",
  "searching",
  "denied",
  // "Unknown" to the modem means out of coverage; our own "unknown" is kept for modems that do not answer.
  "not registered",
  "roaming",
  "home", // SMS only
  "roaming", // SMS only
  "emergency only",
  "home", // circuit-switched fallback not preferred
  "roaming", // the same
  "emergency only", // "limited service" of SIMCom A7670
];

/** Where a modem stands, and by which of its registrations. */
export interface NetworkReading {
  readonly network: NetworkStatus;
  /** Registered for data only: whether SMS work there is up to the operator. */
  readonly dataOnly: boolean;
}

/** Reads the answer to AT+CREG? or AT+CEREG?, behind its prefix; undefined when there is no status in it. */
export function parseRegistration(
  answer: string,
): NetworkStatus["registration"] | undefined {
  const stat = /^\s*\d+\s*,\s*(\d+)/.exec(answer)?.[1];
  return stat === undefined ? undefined : registrations[Number(stat)];
}

/** Reads the answer to AT+CSQ: dBm, or undefined when not known. TS 27.007 §8.5; from 100 on as for TD-SCDMA. */
export function parseSignal(answer: string): number | undefined {
  const rssi = Number(/^\s*(\d+)/.exec(answer)?.[1] ?? 99);
  if (rssi <= 31) return -113 + 2 * rssi;
  return rssi >= 100 && rssi <= 191 ? rssi - 216 : undefined;
}

/** Reads the answer to AT+COPS?: the operator's name, or "" when there is none. */
export function parseOperator(answer: string): string {
  return /^\s*\d+\s*,\s*\d+\s*,\s*"([^"]*)"/.exec(answer)?.[1] ?? "";
}

/** Whether SMS can be sent with this registration; a modem that does not say is given the benefit of the doubt. */
export function canSend({ registration }: NetworkStatus): boolean {
  switch (registration) {
    case "home":
    case "roaming":
    case "unknown":
      return true;
    case "searching":
    case "denied":
    case "not registered":
    case "emergency only":
      return false;
    default:
      return registration satisfies never;
  }
}

/** What an operator can do about a registration with which nothing can be sent. */
export function adviceOn({ registration }: NetworkStatus): string {
  switch (registration) {
    case "denied":
      return "the network refuses this SIM: check its contract, and whether it may roam here";
    case "emergency only":
      return "the network lets it make emergency calls only: check the SIM and its contract";
    default:
      return "check antenna, SIM and contract; sending goes on when it is back";
  }
}

/** Asks where the modem stands. `operator`: known from before, so not asked for. */
export async function readNetwork(
  conversation: Conversation,
  operator = "",
): Promise<NetworkReading> {
  const circuit = await askRegistration(conversation, "CREG");
  const packet = circuit && isRegistered(circuit)
    ? undefined
    : await askPacket(conversation);
  const dataOnly = packet !== undefined && isRegistered(packet);
  const registration = dataOnly ? packet : worseOf(circuit, packet);
  const signal = await conversation.query("AT+CSQ", { prefix: "+CSQ:" });
  const network: NetworkStatus = {
    operator,
    registration,
    signalDbm: signal === undefined ? undefined : parseSignal(signal),
    ...(dataOnly && { degraded: true }),
  };
  if (operator !== "" || !isRegistered(registration)) {
    return { network, dataOnly };
  }
  return {
    network: { ...network, operator: await askOperator(conversation) },
    dataOnly,
  };
}

/** A network status for people: "searching, signal -97 dBm". */
export function showNetwork({ registration, signalDbm }: NetworkStatus) {
  const signal = signalDbm === undefined
    ? "no signal known"
    : `signal ${signalDbm} dBm`;
  return `${registration}, ${signal}`;
}

/** LTE first, then 2G and 3G data: a modem that is in any of them is not lost. */
async function askPacket(conversation: Conversation) {
  const lte = await askRegistration(conversation, "CEREG");
  if (lte && isRegistered(lte)) return lte;
  const older = await askRegistration(conversation, "CGREG");
  return older && isRegistered(older) ? older : lte ?? older;
}

// What tells the operator most comes first: of two answers a refusal is the one to act on.
const telling: readonly NetworkStatus["registration"][] = [
  "denied",
  "emergency only",
  "searching",
  "not registered",
];

function worseOf(
  circuit: NetworkStatus["registration"] | undefined,
  packet: NetworkStatus["registration"] | undefined,
): NetworkStatus["registration"] {
  return telling.find((it) => it === circuit || it === packet) ??
    circuit ?? packet ?? "unknown";
}

async function askRegistration(conversation: Conversation, name: string) {
  const answer = await conversation.query(`AT+${name}?`, {
    prefix: `+${name}:`,
  });
  return answer === undefined ? undefined : parseRegistration(answer);
}

async function askOperator(conversation: Conversation): Promise<string> {
  const answer = await conversation.query("AT+COPS?", {
    prefix: "+COPS:",
    timeoutMs: 10_000,
  });
  return answer === undefined ? "" : parseOperator(answer);
}

function isRegistered(registration: NetworkStatus["registration"]): boolean {
  return registration === "home" || registration === "roaming";
}
