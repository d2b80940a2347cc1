import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import type { KeyPath } from "./locate.ts";
import { parseListenAddress } from "./network.ts";
import { keyName } from "./sections.ts";
import { listenerDefaults } from "./smtp_section.ts";

/** Far more than a machine has addresses; a file with more was not written by hand. */
const mostListeners = 64;

/** Finds listeners that are right by themselves but not together, or that nobody could use. */
export function checkListeners(document: Table): Finding[] {
  const smtp = isTable(document.smtp) ? document.smtp : {};
  const listen: readonly unknown[] = Array.isArray(smtp.listen)
    ? smtp.listen
    : [];
  const listeners = isTables(smtp.listener) ? smtp.listener : [];
  const addresses = [
    ...listen.map((value, at): Address => ({
      path: ["smtp", "listen", at],
      value,
    })),
    ...listeners.map(({ address: value }, at): Address => ({
      path: ["smtp", "listener", at, "address"],
      value,
    })),
  ];
  return [
    ...numberOfListeners(smtp, addresses.length),
    ...repeatedAddresses(addresses),
    ...listeners.flatMap(uselessLogin),
    ...certificates(smtp, listeners),
  ];
}

interface Address {
  readonly path: KeyPath;
  readonly value: unknown;
}

function numberOfListeners(smtp: Table, count: number): Finding[] {
  if (Array.isArray(smtp.listen) && count === 0) {
    const text = "is empty; it must name at least one address";
    return [{ path: ["smtp", "listen"], text }];
  }
  if (count <= mostListeners) return [];
  const text = `has ${count} listeners; ${mostListeners} are the most`;
  return [{ path: ["smtp"], text }];
}

function repeatedAddresses(addresses: readonly Address[]): Finding[] {
  const first = new Map<string, KeyPath>();
  return addresses.flatMap(({ path, value }): Finding[] => {
    const read = typeof value === "string"
      ? parseListenAddress(value)
      : undefined;
    // Port 0 is another port each time.
    if (read === undefined || read.port === 0) return [];
    const same = `${read.hostname.toLowerCase()} ${read.port}`;
    const earlier = first.get(same);
    if (earlier === undefined) {
      first.set(same, path);
      return [];
    }
    const bothInList = path[1] === "listen";
    const text = bothInList
      ? "which is in the list already"
      : `which ${keyName(earlier)} has already; ` +
        "each listener needs an address of its own";
    return [{ path, text: `is ${JSON.stringify(value)}, ${text}` }];
  });
}

/** RFC 4954 §4: a login that anybody on the way can read is refused, so that one without TLS needs the operator's word. */
function uselessLogin(listener: Table, at: number): Finding[] {
  const { tls, auth, auth_plaintext }: Table = {
    ...listenerDefaults,
    ...listener,
  };
  const wantsLogin = auth === "optional" || auth === "required" ||
    auth === "any";
  if (tls !== "none" || !wantsLogin || auth_plaintext !== false) return [];
  const text = `is "${auth}", but without TLS every login is refused; ` +
    'set tls = "starttls" or "implicit", or auth_plaintext = true for a network that nobody listens in on';
  return [{ path: ["smtp", "listener", at, "auth"], text }];
}

function certificates(smtp: Table, listeners: readonly Table[]): Finding[] {
  const { tls_cert: cert = "", tls_key: key = "" } = smtp;
  if (typeof cert !== "string" || typeof key !== "string") return [];
  const hasCert = cert.trim() !== "";
  const hasKey = key.trim() !== "";
  if (!hasCert && !hasKey) {
    return listeners.flatMap(({ tls }, at): Finding[] => {
      if (tls !== "starttls" && tls !== "implicit") return [];
      const text =
        `is "${tls}", which needs a certificate; set [smtp] tls_cert and tls_key ("cellpost cert" makes them)`;
      return [{ path: ["smtp", "listener", at, "tls"], text }];
    }).slice(0, 1);
  }
  if (hasCert && hasKey) return [];
  const [has, lacks] = hasCert
    ? ["tls_cert", "tls_key"]
    : ["tls_key", "tls_cert"];
  const text = `is set without ${lacks}; TLS needs both files`;
  return [{ path: ["smtp", has], text }];
}
