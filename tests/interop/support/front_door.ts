import {
  certificateFiles,
  certificateOptions,
  usersFile,
} from "../../support/front_door.ts";
import { certificate } from "../../support/certificates.ts";
import { arrivals } from "./arrivals.ts";
import { freePort } from "./relays/relay.ts";
import type { PrintedSms, ServeOptions } from "./served_appliance.ts";

/** Who may log in there. */
export const login = { name: "anna", password: "s3cret-pass" } as const;

/** The ports of an appliance with three listeners. */
export interface FrontDoor {
  /** A login is optional, and may come in the clear. */
  readonly plain: number;
  /** STARTTLS, and a login is needed. */
  readonly startTls: number;
  /** TLS from the first byte, and a login is needed. */
  readonly tls: number;
  /** The file with the certificate that clients have to trust. */
  readonly authority: string;
}

/** Lets a client mail to an appliance with three listeners, and returns the SMS that arrived. */
export async function arrivalsBy(
  mail: (door: FrontDoor) => Promise<unknown>,
  count = 1,
): Promise<readonly PrintedSms[]> {
  const authority = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(authority, certificate.cert);
  const [plain, startTls, tls] = [freePort(), freePort(), freePort()];
  const door = { plain, startTls, tls, authority };
  try {
    return await arrivals(count, () => mail(door), optionsOf(door));
  } finally {
    await Deno.remove(authority);
  }
}

function optionsOf(
  { plain, startTls, tls }: FrontDoor,
): Omit<ServeOptions, "folder"> {
  const smtp = Object.entries(certificateOptions)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return {
    smtp: smtp.join("\n"),
    files: { ...certificateFiles(), "users.toml": usersFile([login]) },
    sections: [
      listener(plain, { auth: "optional", auth_plaintext: true }),
      listener(startTls, { tls: "starttls", auth: "required" }),
      listener(tls, { tls: "implicit", auth: "required" }),
    ].join("\n"),
  };
}

function listener(
  port: number,
  options: Readonly<Record<string, string | boolean>>,
): string {
  const keys = { address: `127.0.0.1:${port}`, ...options };
  const lines = Object.entries(keys)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return ["[[smtp.listener]]", ...lines, ""].join("\n");
}
