import { freePort } from "../../../support/free_port.ts";
import { makeJail } from "../jail.ts";
import { greets, type Relay, type RelayOptions, submitTo } from "./relay.ts";

/** Exim with the appliance as its smarthost. */
export async function exim(options: RelayOptions): Promise<Relay> {
  const port = freePort();
  const jail = await makeJail(options.folder, {
    package: "exim4-daemon-light",
    programs: ["/usr/sbin/exim4"],
    accounts: ["Debian-exim"],
    files: {
      "etc/exim4/exim4.conf": config(port, options),
      "var/spool/exim4/": "",
      "var/log/exim4/": "",
    },
    owned: ["var/spool/exim4", "var/log/exim4"],
  });
  return {
    name: "Exim",
    command: jail.command("/usr/sbin/exim4", "-bdf", "-q1s"),
    submit: (mail) => submitTo(port, mail),
    ready: () => greets(port),
    log: () => jail.read("/var/log/exim4/mainlog"),
  };
}

function config(port: number, { gatewayPort }: RelayOptions): string {
  return `primary_hostname = exim.example
exim_user = Debian-exim
exim_group = Debian-exim
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts =
acl_smtp_rcpt = accept
acl_smtp_data = accept
keep_environment =
begin routers
gateway:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = gateway
begin transports
gateway:
  driver = smtp
  port = ${gatewayPort}
begin retry
* * F,1h,1s
`;
}
