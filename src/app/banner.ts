import { hostPort } from "../model/mod.ts";
import { segmentsText } from "./fate_line.ts";
import type { Config } from "../config/mod.ts";
import { type ArrivedMessage, autoPort, isSimulated } from "../modem/mod.ts";
import { version } from "./version.ts";

/** Where an appliance can be reached. */
export interface Listening {
  readonly smtp: { readonly addresses: readonly Deno.NetAddr[] };
  readonly web: { readonly urls: readonly string[] } | undefined;
}

/** What `serve` says when it is ready. */
export function banner(
  config: Config,
  { smtp, web }: Listening,
): string {
  const modems = config.modems.map(({ name, port }) =>
    port === autoPort
      ? "every USB modem"
      : `${name} at ${port}${isSimulated(port) ? " (simulated)" : ""}`
  );
  return [
    `cellpost ${version}`,
    `  SMTP    ${smtp.addresses.map(hostPort).join(", ")}`,
    ...(web === undefined ? [] : [`  Screen  ${web.urls.join(", ")}`]),
    `  Modems  ${modems.join(", ")}`,
    `  Queue   ${config.queue.path}`,
  ].join("\n");
}

// A listener on all interfaces is reached by loopback.
const reachable: Readonly<Record<string, string>> = {
  "0.0.0.0": "127.0.0.1",
  "::": "::1",
};

/** What to type next, for somebody who has just started cellpost without hardware. */
export function firstSteps(addresses: readonly Deno.NetAddr[]): string {
  const first = addresses[0];
  if (first === undefined) return "";
  const { port } = first;
  const host = reachable[first.hostname] ?? first.hostname;
  const server = hostPort({ ...first, hostname: host });
  return `
The modem is simulated: no SMS leaves this machine. Send a mail to a phone number from another terminal, in one of these ways:

  echo "Pump 3 stopped" | curl -T - smtp://${server} --mail-from plant@example.org --mail-rcpt +919812345678@sms
  swaks --server ${server} --from plant@example.org --to 00919812345678@sms --body "Pump 3 stopped"
  python3 -c 'import smtplib; smtplib.SMTP("${host}", ${port}).sendmail("plant@example.org", "+919812345678@sms", "Pump 3 stopped")'

The SMS shows up here. Ctrl-C stops.
`;
}

/** An SMS as it "arrives" at the simulated network. */
export function arrivedText(message: ArrivedMessage): string {
  const { sender, recipient, text, segments, flash, replaceType } = message;
  const manner = [
    segmentsText(segments),
    ...(flash ? ["flash"] : []),
    ...(replaceType === undefined ? [] : [`replaces type ${replaceType}`]),
  ].join(", ");
  const lines = text.split("\n").map((line) => `  | ${line}`).join("\n");
  return `SMS to ${recipient} (simulated by ${sender}, ${manner})\n${lines}`;
}
