import type { Config, ListenerConfig } from "../../config/mod.ts";
import type { ModemView } from "../../desk/mod.ts";
import { readRecipient } from "../../mail/mod.ts";
import { inNetworks } from "../../policy/mod.ts";
import { networks } from "../front_door.ts";

/** Where a test goes. */
export type Target =
  | {
    readonly kind: "found";
    readonly modem: ModemView;
    /** E.164. */
    readonly number: string;
  }
  /** Nothing is known yet of modems that may soon tell it. */
  | { readonly kind: "wait"; readonly text: string }
  /** One line: why, and what to do. */
  | { readonly kind: "none"; readonly text: string };

/** What was asked for. */
export interface TargetWish {
  /** The modem's name; absent: the first that can send. */
  readonly modem?: string | undefined;
  /** The number; absent: the modem's own, as its SIM tells it. */
  readonly to?: string | undefined;
}

const settling: ReadonlySet<string> = new Set(["starting", "recovering"]);
const able: ReadonlySet<string> = new Set(["usable", "limited"]);

/** Which modem is tested, and by which number. */
export function targetOf(
  views: readonly ModemView[],
  wish: TargetWish,
  options: Pick<Config, "message">,
): Target {
  const own = views.filter(({ name }) => name !== "");
  const names = own.map(({ name }) => name).join(", ");
  if (wish.modem !== undefined && !own.some((it) => it.name === wish.modem)) {
    const text = names === ""
      ? "No modem configured: add [[modem]] to config.toml, or try --modem sim:"
      : `No modem "${wish.modem}": there is ${names}`;
    return { kind: "none", text };
  }
  const wished = own.filter(({ name }) =>
    wish.modem === undefined || wish.modem === name
  );
  const modem = wished.find(({ state }) => able.has(state));
  if (modem === undefined) return noneAble(wished);
  if (wish.to !== undefined) {
    const read = numberOf(wish.to, options);
    return read.kind === "number"
      ? { kind: "found", modem, number: read.number }
      : { kind: "none", text: `--to: ${read.why}` };
  }
  // What a SIM says of itself is asked a moment after the modem is usable.
  if (modem.sim === undefined) {
    return { kind: "wait", text: `${modem.name} is asked for its own number` };
  }
  const read = numberOf(modem.sim.number, options);
  return read.kind === "number"
    ? { kind: "found", modem, number: read.number }
    : { kind: "none", text: unknownNumber(modem) };
}

function noneAble(wished: readonly ModemView[]): Target {
  const [first] = wished;
  if (first === undefined) {
    return {
      kind: "none",
      text: 'No modem is there: "cellpost modems" lists what is plugged in',
    };
  }
  const text = wished
    .map(({ name, state, detail }) => `${name} is ${state}: ${detail}`)
    .join("; ");
  return {
    kind: wished.some((it) => settling.has(it.state)) ? "wait" : "none",
    text,
  };
}

/** What to do where a SIM does not know its number. */
export function unknownNumber({ name, sim }: ModemView): string {
  const said = sim?.number ?? "";
  return said === ""
    ? `${name} does not know its own number, as many SIMs: give it by --to +46…`
    : `${name} says that its number is "${said}", which cannot be read: give it by --to +46…`;
}

type ReadNumber =
  | { readonly kind: "number"; readonly number: string }
  | { readonly kind: "wrong"; readonly why: string };

function numberOf(
  text: string,
  { message }: Pick<Config, "message">,
): ReadNumber {
  const verdict = readRecipient(text, message);
  if (verdict.kind === "refused") {
    return { kind: "wrong", why: verdict.refusal.text };
  }
  const { recipient } = verdict;
  const [number] = recipient.kind === "phones" ? recipient.numbers : [];
  return number === undefined
    ? { kind: "wrong", why: `${JSON.stringify(text)} is no number` }
    : { kind: "number", number };
}

/** How the test mail gets in. */
export type Entrance =
  | { readonly kind: "smtp"; readonly hostname: string; readonly port: number }
  /** By command, since no listener takes such a mail; `why` stands behind "by command: ". */
  | { readonly kind: "command"; readonly why: string };

/** The listener by which this machine itself may send without a login and without TLS, as the test mail does. */
export function entranceOf({ policy, smtp }: Config): Entrance {
  const listener = smtp.listeners.find(isOpenToUs);
  if (listener === undefined) {
    const why = "no listener takes mail of this machine without login and TLS";
    return { kind: "command", why };
  }
  if (!policy.senders.some((it) => it === "*" || it === "<>")) {
    const why = "[policy] senders takes no mail without a sender";
    return { kind: "command", why };
  }
  const { hostname, port } = listener.address;
  return { kind: "smtp", hostname: near[hostname] ?? hostname, port };
}

// A listener on all interfaces is reached by loopback.
const near: Readonly<Record<string, string>> = {
  "0.0.0.0": "127.0.0.1",
  "::": "::1",
};

function isOpenToUs(
  { address, allow, auth, proxyProtocol, tls }: ListenerConfig,
): boolean {
  const { hostname, port } = address;
  const from = hostname.includes(":")
    ? "::1"
    : /^(?:127\.|0\.0\.0\.0$|localhost$)/.test(hostname)
    ? "127.0.0.1"
    : hostname;
  return port !== 0 && auth !== "required" && tls !== "implicit" &&
    proxyProtocol.length === 0 && inNetworks(from, networks(allow));
}
