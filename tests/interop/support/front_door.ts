import {
  certificateFiles,
  certificateOptions,
  usersFile,
} from "../../support/front_door.ts";
import { certificate } from "../../support/certificates.ts";
import { arrivals } from "./arrivals.ts";
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
  try {
    return await arrivals(count, ({ ports }) => {
      const [plain = 0, startTls = 0, tls = 0] = ports;
      return mail({ plain, startTls, tls, authority });
    }, options());
  } finally {
    await Deno.remove(authority);
  }
}

function options(): Omit<ServeOptions, "folder"> {
  const smtp = Object.entries(certificateOptions)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return {
    smtp: smtp.join("\n"),
    files: { ...certificateFiles(), "users.toml": usersFile([login]) },
    sections: [
      listener({ auth: "optional", auth_plaintext: true }),
      listener({ tls: "starttls", auth: "required" }),
      listener({ tls: "implicit", auth: "required" }),
    ].join("\n"),
  };
}

function listener(
  options: Readonly<Record<string, string | boolean>>,
): string {
  const keys = { address: "127.0.0.1:0", ...options };
  const lines = Object.entries(keys)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return ["[[smtp.listener]]", ...lines, ""].join("\n");
}
