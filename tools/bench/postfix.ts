import { freePort } from "../../tests/support/free_port.ts";
import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { greeted, loopback } from "./loopback.ts";
import { runProgram } from "./program.ts";
import { scratchFolder } from "./scratch_folder.ts";

/** A Postfix of our own in a temporary folder; it takes every mail from this machine and throws it away behind its queue. */
export interface Postfix extends AsyncDisposable {
  readonly port: number;
  /** Waits until its queue is empty, so that it does not work while others are measured. */
  quiet(): Promise<void>;
}

const drainWithinMs = 60_000;
const drainPollMs = 100;

/** Starts it. Needs the Debian package `postfix`, and root, as Postfix does. */
export async function startPostfix(): Promise<Postfix> {
  const folder = scratchFolder();
  const port = freePort();
  const settings = folder.file("etc");
  try {
    // Its daemons run as the user postfix, and pass through the folder.
    Deno.chmodSync(folder.path, 0o755);
    for (const name of ["etc", "queue", "data"]) {
      Deno.mkdirSync(folder.file(name));
    }
    await runProgram("chown", ["postfix", folder.file("data")]);
    Deno.writeTextFileSync(join(settings, "main.cf"), mainCf(folder.path));
    Deno.writeTextFileSync(join(settings, "master.cf"), masterCf(port));
    await runProgram("postfix", ["-c", settings, "start"]);
    await greeted(port);
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
  return {
    port,
    quiet: () => drained(folder.file("queue")),
    async [Symbol.asyncDispose]() {
      await runProgram("postfix", ["-c", settings, "stop"]);
      folder[Symbol.dispose]();
    },
  };
}

function mainCf(folder: string): string {
  const clients = "permit_mynetworks, reject";
  return Object.entries({
    compatibility_level: "3.6",
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    mail_owner: "postfix",
    setgid_group: "postdrop",
    inet_interfaces: loopback,
    inet_protocols: "ipv4",
    myhostname: "postfix.example",
    mydestination: "",
    mynetworks: "127.0.0.0/8",
    alias_maps: "",
    default_transport: "discard:",
    local_transport: "discard:",
    relay_transport: "discard:",
    smtpd_recipient_restrictions: clients,
    smtpd_relay_restrictions: clients,
    smtpd_client_connection_count_limit: "0",
    smtpd_client_connection_rate_limit: "0",
    maillog_file: `${folder}/mail.log`,
    maillog_file_prefixes: folder,
  }).map(([key, value]) => `${key} = ${value}\n`).join("");
}

/** The services of the machine's own Postfix: those on sockets left out but for our port, none behind a chroot. */
function masterCf(port: number): string {
  const kept = Deno.readTextFileSync("/etc/postfix/master.cf").split("\n")
    .filter((line) => !/^\S+\s+inet\s/.test(line))
    .map((line) =>
      line.replace(/^(\S+\s+unix(?:-dgram)?\s+\S+\s+\S+\s+)y/, "$1n")
    );
  return [`${loopback}:${port} inet n - n - - smtpd`, ...kept].join("\n");
}

async function drained(queue: string): Promise<void> {
  const deadline = systemClock.monotonic() + drainWithinMs;
  while (
    ["maildrop", "incoming", "active"].some((name) =>
      holdsFile(join(queue, name))
    )
  ) {
    if (systemClock.monotonic() > deadline) {
      throw new Error("Postfix does not empty its queue");
    }
    await systemClock.sleep(drainPollMs);
  }
}

function holdsFile(folder: string): boolean {
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isFile || holdsFile(join(folder, entry.name))) return true;
  }
  return false;
}
