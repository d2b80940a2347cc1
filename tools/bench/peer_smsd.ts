import { join } from "node:path";
import { Child } from "./child.ts";
import {
  inMemory,
  type Order,
  type Peer,
  type PeerSite,
  type RunningPeer,
} from "./peer.ts";

const programs = { smsd: "smstools" };

/** smsd of the SMS Server Tools as its manual's examples have it, but polling its folder every second. */
export const smsdByDefault: Peer = {
  name: "smsd",
  setup: "defaults near the fastest",
  notes: "`delaytime = 1` (10 by default), `trust_outgoing = yes`, \
`incoming = no`",
  programs,
  counts: { fast: 20, slow: 12, alone: 6 },
  start: (site, backlog) =>
    start(site, backlog, {
      all: ["delaytime = 1", "trust_outgoing = yes"],
      modem: [],
    }),
};

/** The same with all that its manual (`configure.html`) names as faster, or that saves a command. */
export const smsdTuned: Peer = {
  name: "smsd",
  setup: "tuned",
  notes:
    "besides, by its `configure.html`: `ignore_outgoing_priority = yes`, `notifier = yes` (the folder is watched), \
`loglevel = 2`, `pre_init = no`, `check_network = 0`, \
`detect_unexpected_input = no`, `poll_faster = 10000` (5 by default; it then \
asks the port without rest). Three syncs an SMS, all of lock files: what waits \
is not synced",
  programs,
  counts: { fast: 600, slow: 50, alone: 8 },
  start: (site, backlog) =>
    start(site, backlog, {
      all: [
        "delaytime = 1",
        "trust_outgoing = yes",
        "ignore_outgoing_priority = yes",
        "notifier = yes",
        "loglevel = 2",
      ],
      modem: [
        "pre_init = no",
        "check_network = 0",
        "detect_unexpected_input = no",
        "poll_faster = 10000",
      ],
    }),
};

/** The same without a disk to wait for. */
export const smsdInMemory: Peer = inMemory(smsdTuned, {
  fast: 1000,
  slow: 30,
  alone: 8,
});

interface Settings {
  readonly all: readonly string[];
  readonly modem: readonly string[];
}

const queues = ["outgoing", "checked", "incoming", "failed", "sent"] as const;

function start(
  site: PeerSite,
  backlog: readonly Order[],
  settings: Settings,
): Promise<RunningPeer> {
  const { folder } = site;
  for (const name of queues) Deno.mkdirSync(join(folder, name));
  const config = join(folder, "smsd.conf");
  Deno.writeTextFileSync(config, configOf(site, settings));
  for (const order of backlog) drop(folder, order);
  // In the foreground, as a terminal would have it.
  const child = Child.start("smsd", ["-c", config, "-t"], {
    // Its drafts of a message's new file, which it then renames.
    env: { TMPDIR: folder },
  });
  return Promise.resolve({
    submit: (order) => Promise.resolve(drop(folder, order)),
    [Symbol.asyncDispose]: () => end(child, config),
  });
}

function configOf({ folder, modem }: PeerSite, settings: Settings): string {
  return [
    "devices = modem",
    `logfile = ${join(folder, "smsd.log")}`,
    `infofile = ${join(folder, "smsd.running")}`,
    `pidfile = ${join(folder, "smsd.pid")}`,
    ...queues.map((name) => `${name} = ${join(folder, name)}`),
    ...settings.all,
    "[modem]",
    `device = ${modem}`,
    "incoming = no",
    ...settings.modem,
    "",
  ].join("\n");
}

/** Puts a message's file into the outgoing folder, whole at once, as `fileformat.html` asks. */
function drop(folder: string, { recipient, text }: Order): void {
  const name = `sms${recipient.replace("+", "")}`;
  const draft = join(folder, name);
  Deno.writeTextFileSync(draft, `To: ${recipient.replace("+", "")}\n\n${text}`);
  Deno.renameSync(draft, join(folder, "outgoing", name));
}

/** Ends it and the processes that it started, one a modem, if they outlive it. */
async function end(child: Child, config: string): Promise<void> {
  const helpers = childrenOf(child.pid);
  await child[Symbol.asyncDispose]();
  for (const pid of helpers) {
    if (commandLine(pid).includes(config)) Deno.kill(pid, "SIGKILL");
  }
}

function childrenOf(pid: number): readonly number[] {
  const text = readProc(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter(Boolean).map(Number);
}

function commandLine(pid: number): string {
  return readProc(`/proc/${pid}/cmdline`);
}

/** What the kernel says of a process; "" once it is gone. */
function readProc(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
