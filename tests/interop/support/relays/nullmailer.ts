import { runProgram } from "../../../../tools/bench/program.ts";
import { makeJail } from "../jail.ts";
import type { ClientMail } from "../smtp_client.ts";
import type { Relay, RelayOptions } from "./relay.ts";

const spool = "var/spool/nullmailer";

/** Nullmailer, which has no listener: mails come from its own `sendmail`. */
export async function nullmailer(options: RelayOptions): Promise<Relay> {
  const jail = await makeJail(options.folder, {
    package: "nullmailer",
    programs: [
      "/usr/sbin/nullmailer-send",
      "/usr/sbin/nullmailer-queue",
      "/usr/bin/nullmailer-inject",
      "/usr/lib/nullmailer/smtp",
    ],
    accounts: [],
    files: {
      "etc/mailname": "client.example\n",
      "etc/nullmailer/remotes":
        `127.0.0.1 smtp --port=${options.gatewayPort}\n`,
      "etc/nullmailer/pausetime": "1\n",
      "etc/nullmailer/maxpause": "1\n",
      [`${spool}/queue/`]: "",
      [`${spool}/tmp/`]: "",
      [`${spool}/failed/`]: "",
    },
  });
  await runProgram("mkfifo", [`${jail.path}/${spool}/trigger`]);
  return {
    name: "nullmailer",
    command: jail.command("/usr/sbin/nullmailer-send"),
    submit: (mail) => inject(jail.command, mail),
    ready: () => Promise.resolve(),
    log: () => "",
  };
}

async function inject(
  command: (program: string, ...args: string[]) => readonly string[],
  { to, data }: ClientMail,
): Promise<void> {
  const [chroot = "", ...args] = command(
    "/usr/bin/nullmailer-inject",
    ...["-f", "plant@example.org", to],
  );
  const child = new Deno.Command(chroot, { args, stdin: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(data));
  await writer.close();
  const { code } = await child.status;
  if (code !== 0) throw new Error(`nullmailer-inject ended with ${code}`);
}
