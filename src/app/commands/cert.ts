import type { Command } from "commander";
import { join, resolve } from "node:path";
import {
  type HostName,
  makeSelfSigned,
  parseHostName,
  type SelfSigned,
  writePrivately,
} from "../../auth/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { configFolder } from "../beside_config.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import type { Screen } from "../screen.ts";
import { exists } from "../with_operations.ts";
import { mustWrite, writeSecret } from "../written_file.ts";
import {
  collect,
  type JsonFlag,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

const help = `
Examples:
  cellpost cert
  cellpost cert --name sms.plant.example --name 192.168.1.20 --days 825

Makes tls_cert.pem and tls_key.pem for encrypted mail within the LAN. Without --name they are for this machine's name and
addresses. Apple's programs take no certificate of more than 825 days.`;

interface CertFlags extends SharedFlags, JsonFlag {
  readonly name?: readonly string[];
  readonly days: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** Adds `cellpost cert`. */
export function addCertCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("cert")
    .description("Make a self-signed TLS certificate for the LAN")
    .option(
      "--name <host>",
      "host name or address that clients use; may be repeated",
      collect,
    )
    .option("--days <count>", "how long it is valid", "3650")
    .option("--out <dir>", "folder to write to (default: the config's)")
    .option("--force", "overwrite what is there")
    .addHelpText("after", help);
  withJsonFlag(withConfigFlag(command)).action((flags: CertFlags) =>
    run(async () => {
      const days = daysOf(flags);
      const hosts = unique(flags.name?.map(hostOf) ?? ownHosts());
      const paths = await pathsFor(flags);
      const made = await makeSelfSigned(hosts, { clock: systemClock, days });
      await writePair(made, { screen, paths });
      const facts = { ...paths, hosts, days };
      if (flags.json === true) screen.data(madeData(made, facts));
      else screen.result(madeText(made, facts));
      return exitCode.done;
    })
  );
}

async function writePair(
  { cert, key }: SelfSigned,
  { screen, paths }: { readonly screen: Screen; readonly paths: Paths },
): Promise<void> {
  const { certPath, keyPath } = paths;
  await writeSecret(screen, keyPath, (path) => writePrivately(path, key));
  // Everybody may read the certificate: it is handed to each client.
  mustWrite(certPath, (path) => writePrivately(path, cert, { mode: 0o644 }));
}

function daysOf({ days }: CertFlags): number {
  const count = Number(days);
  if (Number.isInteger(count) && count >= 1 && count <= 36_500) return count;
  throw new CommandError(
    exitCode.usage,
    `--days "${days}" must be a whole number from 1 to 36500`,
  );
}

function hostOf(text: string): HostName {
  const host = parseHostName(text);
  if (host !== undefined) return host;
  throw new CommandError(
    exitCode.usage,
    `--name ${
      JSON.stringify(text)
    } is no host: write a name such as sms.plant.example, or an address`,
  );
}

function ownHosts(): readonly HostName[] {
  const addresses = Deno.networkInterfaces().map(({ address }) => address)
    .filter((address) => !isLinkLocal(address));
  return [Deno.hostname(), "localhost", ...addresses].flatMap((text) => {
    const host = parseHostName(text);
    return host === undefined ? [] : [host];
  });
}

/** RFC 3927 and RFC 4291 §2.5.6: what no client would be set up with. */
function isLinkLocal(address: string): boolean {
  return /^169\.254\.|^fe[89ab]/i.test(address);
}

function unique(hosts: readonly HostName[]): readonly HostName[] {
  return [...new Map(hosts.map((host) => [host.text, host])).values()];
}

interface Paths {
  readonly certPath: string;
  readonly keyPath: string;
}

async function pathsFor(flags: CertFlags): Promise<Paths> {
  const { out, force = false } = flags;
  const folder = out === undefined
    ? await configFolder(flags)
    : resolve(Deno.cwd(), out);
  const certPath = join(folder, "tls_cert.pem");
  const keyPath = join(folder, "tls_key.pem");
  for (const path of [certPath, keyPath]) {
    if (force || !await exists(path)) continue;
    throw new CommandError(
      exitCode.notDone,
      `${path} is there already: --force overwrites it, --out names another folder`,
    );
  }
  return { certPath, keyPath };
}

interface MadeFacts extends Paths {
  readonly hosts: readonly HostName[];
  readonly days: number;
}

function madeData(
  { fingerprint }: SelfSigned,
  { certPath, keyPath, hosts, days }: MadeFacts,
) {
  const names = hosts.map(({ text }) => text);
  return { cert: certPath, key: keyPath, names, days, fingerprint };
}

function madeText(
  { fingerprint }: SelfSigned,
  { certPath, keyPath, hosts, days }: MadeFacts,
): string {
  // A JSON string is a TOML string as well.
  const quoted = (path: string) => JSON.stringify(path);
  return `A certificate for ${hosts.map(({ text }) => text).join(", ")}
is in ${certPath}, valid for ${days} days; its key is in ${keyPath}

For [smtp] in config.toml:

tls_cert = ${quoted(certPath)}
tls_key = ${quoted(keyPath)}

SHA-256 fingerprint:
${fingerprint}

Clients must use one of the names above, and trust the certificate: copy tls_cert.pem to them, never the key.
  Debian, Ubuntu  to /usr/local/share/ca-certificates/cellpost.crt, then run: update-ca-certificates
  Windows         run as administrator: certutil -addstore Root tls_cert.pem
  others          import it as a trusted authority, or accept it once by its fingerprint`;
}
