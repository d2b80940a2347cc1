import { freePort } from "../../../support/free_port.ts";
import { join } from "node:path";
import { runProgram } from "../../../../tools/bench/program.ts";
import { requireTool } from "../tools.ts";
import { greets, type Relay, type RelayOptions, submitTo } from "./relay.ts";

/** What a Postfix is told. */
export interface PostfixOptions extends RelayOptions {
  /** More lines of its `main.cf`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A Postfix with the port on which it takes mails. */
export interface PostfixRelay extends Relay {
  readonly port: number;
}

/** Postfix with the appliance as its `relayhost`; config and queue are its own, the machine's stay as they are. */
export async function postfix(
  options: PostfixOptions,
): Promise<PostfixRelay> {
  const { folder } = options;
  const port = freePort();
  const settings = join(folder, "etc");
  Deno.chmodSync(folder, 0o755);
  for (const name of ["etc", "queue", "data"]) {
    Deno.mkdirSync(join(folder, name));
  }
  await runProgram("chown", ["postfix", join(folder, "data")]);
  Deno.writeTextFileSync(join(settings, "main.cf"), mainCf(options));
  Deno.writeTextFileSync(join(settings, "master.cf"), masterCf(port));
  return {
    name: "Postfix",
    port,
    command: [requireTool("postfix"), "-c", settings, "start-fg"],
    submit: (mail) => submitTo(port, mail),
    retry: () => runProgram("postqueue", ["-c", settings, "-f"]),
    ready: () => greets(port),
    log: () => readText(join(folder, "mail.log")),
  };
}

function mainCf({ folder, gatewayPort, settings }: PostfixOptions): string {
  return Object.entries({
    compatibility_level: "3.6",
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    mail_owner: "postfix",
    setgid_group: "postdrop",
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    myhostname: "postfix.example",
    mydestination: "",
    mynetworks: "127.0.0.0/8",
    relayhost: `[127.0.0.1]:${gatewayPort}`,
    alias_maps: "",
    local_recipient_maps: "",
    smtpd_recipient_restrictions: "permit_mynetworks, reject",
    smtpd_relay_restrictions: "permit_mynetworks, reject",
    smtp_tls_security_level: "none",
    minimal_backoff_time: "1s",
    maximal_backoff_time: "1s",
    queue_run_delay: "1s",
    maillog_file: `${folder}/mail.log`,
    maillog_file_prefixes: folder,
    ...settings,
  }).map(([key, value]) => `${key} = ${value}\n`).join("");
}

/** The services of the machine's own Postfix: those on sockets left out but for our port, none behind a chroot. */
function masterCf(port: number): string {
  const kept = Deno.readTextFileSync("/etc/postfix/master.cf").split("\n")
    .filter((line) => !/^\S+\s+inet\s/.test(line))
    .map((line) =>
      line.replace(/^(\S+\s+unix(?:-dgram)?\s+\S+\s+\S+\s+)y/, "$1n")
    );
  return [`127.0.0.1:${port} inet n - n - - smtpd`, ...kept].join("\n");
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
