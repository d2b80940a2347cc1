import type { ProbeResult } from "../../notify/mod.ts";
import { amiss, type Finding, fine } from "./finding.ts";

/** The relay and what it answered; undefined: the config has none. */
export type RelayFacts =
  | { readonly where: string; readonly result: ProbeResult }
  | undefined;

const area = "Relay";

const advices: Readonly<
  Record<Extract<ProbeResult, { kind: "failed" }>["stage"], string>
> = {
  name: "correct [mail] relay, or look why this machine resolves no names",
  connection:
    "look whether that server runs, and whether a firewall or the provider keeps you from its port",
  tls:
    'look at [mail] starttls and verify_certificate, and at the certificate of that server; "smtps://" is for port 465',
  greeting: "look whether it is a mail server, and whether it takes this host",
  login: "correct [mail] user and password",
};

/** Looks at the relay that takes cellpost's own mail. */
export function lookAtRelay(facts: RelayFacts): readonly Finding[] {
  if (facts === undefined) return [];
  const { where, result } = facts;
  if (result.kind === "answered") {
    const how = result.secure ? "encrypted" : "without TLS";
    return [fine(area, `${where} answers, ${how}`)];
  }
  const { reason, stage } = result;
  return [amiss(area, "warning", { text: reason, advice: advices[stage] })];
}
