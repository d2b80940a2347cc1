import { freePort } from "../../../support/free_port.ts";
import { runProgram } from "../../../../tools/bench/program.ts";
import { makeJail } from "../jail.ts";
import { greets, type Relay, type RelayOptions, submitTo } from "./relay.ts";

// Its command insists on the group of the queue, the second account of the jail.
const asGroup = "--userspec=0:64001";

/** OpenSMTPD that relays all to the appliance. */
export async function openSmtpd(options: RelayOptions): Promise<Relay> {
  const port = freePort();
  const jail = await makeJail(options.folder, {
    package: "opensmtpd",
    programs: ["/usr/sbin/smtpd", "/usr/sbin/smtpctl"],
    accounts: ["opensmtpd", "opensmtpq"],
    files: {
      "etc/smtpd.conf": config(port, options),
      "etc/mailname": "smtpd.example\n",
      "var/run/": "",
      "var/spool/smtpd/": "",
      "var/lib/opensmtpd/empty/": "",
    },
    modes: { "var/spool/smtpd": 0o711, "var/lib/opensmtpd/empty": 0o755 },
  });
  const [chroot = "", ...schedule] = jail.command(
    "/usr/sbin/smtpctl",
    ...["schedule", "all"],
  );
  return {
    name: "OpenSMTPD",
    command: jail.command("/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"),
    submit: (mail) => submitTo(port, mail),
    // It waits for minutes after its first try.
    retry: () => runProgram(chroot, [asGroup, ...schedule]),
    ready: () => greets(port),
    log: () => "",
  };
}

function config(port: number, { gatewayPort }: RelayOptions): string {
  return `listen on 127.0.0.1 port ${port} hostname smtpd.example
action "gateway" relay host smtp://127.0.0.1:${gatewayPort} helo smtpd.example
match from any for any action "gateway"
`;
}
