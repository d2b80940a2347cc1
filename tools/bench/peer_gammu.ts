import { join } from "node:path";
import { Child } from "./child.ts";
import type { Order, Peer, PeerSite, RunningPeer } from "./peer.ts";

const programs = { "gammu-smsd": "gammu-smsd" };
const counts = { fast: 8, slow: 6, alone: 5 };

/** gammu-smsd as it comes, but polling its folder every second. */
export const gammuByDefault: Peer = {
  name: "gammu-smsd",
  setup: "defaults near the fastest",
  notes: "`Service = files`, `CommTimeout = 1` (30 by default)",
  programs,
  counts,
  start: (site, backlog) => start(site, backlog, ["CommTimeout = 1"]),
};

/** The same with all that its manual (`gammu-smsdrc(5)`) names as faster, or that saves a command. */
export const gammuTuned: Peer = {
  name: "gammu-smsd",
  setup: "tuned",
  notes: "besides, by gammu-smsdrc(5): `CommTimeout = 0`, `LoopSleep = 0` (it \
never rests), `Receive = 0`, `StatusFrequency = 0`, `CheckSecurity`, \
`CheckBattery`, `CheckSignal` and `CheckNetwork = 0`. 0.7 s an SMS are written \
into its library and have no setting (`libgammu/phone/at/at-sms.c` of 1.42: \
0.1 s after the prompt, 0.5 s before and 0.1 s after Ctrl-Z)",
  programs,
  counts,
  start: (site, backlog) =>
    start(site, backlog, [
      "CommTimeout = 0",
      "LoopSleep = 0",
      "Receive = 0",
      "StatusFrequency = 0",
      "CheckSecurity = 0",
      "CheckBattery = 0",
      "CheckSignal = 0",
      "CheckNetwork = 0",
    ]),
};

const queues = ["inbox", "outbox", "sent", "error"] as const;

function start(
  { folder, modem }: PeerSite,
  backlog: readonly Order[],
  settings: readonly string[],
): Promise<RunningPeer> {
  for (const name of queues) Deno.mkdirSync(join(folder, name));
  const config = join(folder, "smsdrc");
  const lines = [
    "[gammu]",
    `device = ${modem}`,
    "connection = at",
    "[smsd]",
    "service = files",
    `inboxpath = ${folder}/inbox/`,
    `outboxpath = ${folder}/outbox/`,
    `sentsmspath = ${folder}/sent/`,
    `errorsmspath = ${folder}/error/`,
    ...settings,
    "",
  ];
  Deno.writeTextFileSync(config, lines.join("\n"));
  for (const order of backlog) drop(folder, order);
  const child = Child.start("gammu-smsd", ["-c", config]);
  return Promise.resolve({
    submit: (order) => Promise.resolve(drop(folder, order)),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  });
}

/** Puts a message's file into the outbox, whole at once; its name says for whom it is: gammu-smsd-files(7). */
function drop(folder: string, { recipient, text }: Order): void {
  const name = `OUTA20260101_000000_00_${recipient}_sms.txt`;
  const draft = join(folder, name);
  Deno.writeTextFileSync(draft, text);
  Deno.renameSync(draft, join(folder, "outbox", name));
}
