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

/** Asks where the modem stands. `operator`: known from before, so not asked for. */
export async function readNetwork(
  conversation: Conversation,
  operator = "",
): Promise<NetworkReading> {
  const circuit = await askRegistration(conversation, "CREG");
  const packet = circuit && isRegistered(circuit)
    ? undefined
    : await askRegistration(conversation, "CEREG");
  const dataOnly = packet !== undefined && isRegistered(packet);
  const registration = dataOnly ? packet : circuit ?? packet ?? "unknown";
  const signal = await conversation.query("AT+CSQ", { prefix: "+CSQ:" });
  const network: NetworkStatus = {
    operator,
    registration,
    signalDbm: signal === undefined ? undefined : parseSignal(signal),
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
