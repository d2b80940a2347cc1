import { freePort } from "../../tests/support/free_port.ts";
import { join } from "node:path";
import { Child } from "./child.ts";
import { listening, loopback } from "./loopback.ts";
import type { Order, Peer, PeerSite, RunningPeer } from "./peer.ts";

const programs = { bearerbox: "kannel", smsbox: "kannel" };
const counts = { fast: 5, slow: 4, alone: 4 };

/** Kannel with its `at` driver as it comes; the modem's type is given, so that it need not be found out. */
export const kannelByDefault: Peer = {
  name: "Kannel",
  setup: "defaults",
  notes: "`smsc = at`, a modem group of defaults; no store, so its queue is in \
memory only. Handed over by HTTP to its smsbox",
  programs,
  counts,
  start: (site, backlog) => start(site, backlog, []),
};

/** The same with the one setting of its user guide that makes the driver faster. */
export const kannelTuned: Peer = {
  name: "Kannel",
  setup: "tuned",
  notes: "besides `sendline-sleep = 0` (100 ms by default), which is all that \
its user guide has: before each SMS the driver listens to the modem until a \
clock of whole seconds has moved on twice (`gw/smsc/smsc_at.c` of 1.4.5, \
`at2_device_thread`)",
  programs,
  counts,
  start: (site, backlog) => start(site, backlog, ["sendline-sleep = 0"]),
};

async function start(
  site: PeerSite,
  backlog: readonly Order[],
  modemSettings: readonly string[],
): Promise<RunningPeer> {
  const config = join(site.folder, "kannel.conf");
  const ports = {
    admin: freePort(),
    boxes: freePort(),
    http: freePort(),
  };
  Deno.writeTextFileSync(config, configOf(site, ports, modemSettings));
  await using children = new AsyncDisposableStack();
  children.use(Child.start("bearerbox", [config]));
  await listening(ports.boxes);
  children.use(Child.start("smsbox", [config]));
  await listening(ports.http);
  for (const order of backlog) await post(ports.http, order);
  const running = children.move();
  return {
    submit: (order) => post(ports.http, order),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Ports {
  readonly admin: number;
  readonly boxes: number;
  readonly http: number;
}

function configOf(
  { folder, modem }: PeerSite,
  ports: Ports,
  modemSettings: readonly string[],
): string {
  const groups = [
    [
      "group = core",
      `admin-port = ${ports.admin}`,
      "admin-password = bench",
      `smsbox-port = ${ports.boxes}`,
      `box-allow-ip = "${loopback}"`,
      `log-file = ${join(folder, "bearerbox.log")}`,
      "log-level = 1",
    ],
    [
      "group = smsc",
      "smsc = at",
      "modemtype = bench",
      `device = ${modem}`,
      "speed = 115200",
    ],
    [
      "group = modems",
      "id = bench",
      'name = "Bench"',
      // Where nothing is on the wire but data, there are no lines to shake hands on.
      'enable-hwhs = ""',
      ...modemSettings,
    ],
    [
      "group = smsbox",
      `bearerbox-host = ${loopback}`,
      `sendsms-port = ${ports.http}`,
      `log-file = ${join(folder, "smsbox.log")}`,
      "log-level = 1",
    ],
    ["group = sendsms-user", "username = bench", "password = bench"],
  ];
  return groups.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

async function post(port: number, { recipient, text }: Order): Promise<void> {
  const query = new URLSearchParams({
    username: "bench",
    password: "bench",
    from: "12345",
    to: recipient,
    text,
  });
  const url = `http://${loopback}:${port}/cgi-bin/sendsms?${query}`;
  const response = await fetch(url);
  const said = await response.text();
  if (response.status !== 202) throw new Error(`Kannel says "${said}"`);
}
