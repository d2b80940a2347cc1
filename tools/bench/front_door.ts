import { freePort } from "../../tests/support/free_port.ts";
import { join } from "node:path";
import {
  hashPassword,
  makeSelfSigned,
  parseHostName,
  writePrivately,
  writeUsers,
} from "../../src/auth/mod.ts";
import { Secret, systemClock } from "../../src/model/mod.ts";
import { loopback } from "./loopback.ts";
import type { MailLoad } from "./mail_load.ts";

/** A front door with everything on: TLS and logins offered, a rule and a limit of each kind. */
export interface BenchFrontDoor {
  /** Lines of config.toml. */
  readonly toml: string;
  /** Where TLS and logins are offered, and where TLS is spoken from the first byte. */
  readonly ports: { readonly open: number; readonly tls: number };
  readonly ca: string;
  readonly login: NonNullable<MailLoad["login"]>;
}

const days = 2;

/** Lays certificate and users beside the config in this folder, and says what the config must hold. */
export async function benchFrontDoor(folder: string): Promise<BenchFrontDoor> {
  const hosts = ["localhost", loopback].flatMap((it) =>
    parseHostName(it) ?? []
  );
  const pair = await makeSelfSigned(hosts, { clock: systemClock, days });
  writePrivately(join(folder, "cert.pem"), pair.cert);
  writePrivately(join(folder, "key.pem"), pair.key);
  const login = { user: "bench", password: "as fast as can be" };
  const passwordHash = await hashPassword(new Secret(login.password));
  const user = { name: login.user, passwordHash, networks: [] };
  writeUsers(join(folder, "users.toml"), [{ ...user, disabled: false }]);
  const ports = { open: freePort(), tls: freePort() };
  return { toml: tomlOf(ports), ports, ca: pair.cert, login };
}

// No limit is so low that the bench would meet it.
function tomlOf({ open, tls }: BenchFrontDoor["ports"]): string {
  return `
[smtp]
listen = []
tls_cert = "cert.pem"
tls_key = "key.pem"
mails_per_minute = 1_000_000
connections_per_minute = 1_000_000
max_connections_per_client = 200

[[smtp.listener]]
address = "${loopback}:${open}"
tls = "starttls"
auth = "optional"
auth_plaintext = true

[[smtp.listener]]
address = "${loopback}:${tls}"
tls = "implicit"
auth = "optional"

[policy]
users = ["bench", "zabbix"]
senders = ["b.c", "zabbix@plant.example"]
recipient_domains = ["x", "sms"]
allow_numbers = ["+91", "+49"]
deny_numbers = ["+9190000"]
per_client = ["10000000/minute", "100000000/day"]
per_user = ["10000000/minute", "100000000/day"]
per_sender = ["10000000/minute", "100000000/day"]
per_recipient = ["10000000/minute", "100000000/day"]
total = ["100000000/day"]

[contacts]
anna = "+4917012345678"

[groups]
oncall = ["anna"]

[[schedule]]
group = "oncall"
members = ["anna"]

[[sender]]
address = "zabbix@plant.example"
prefix = "ZBX "
`;
}
