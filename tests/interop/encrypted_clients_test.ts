/** Mail programs that log in and encrypt, each in the ways that it has. */
import assert from "node:assert/strict";
import { debianPackage } from "./support/debian_package.ts";
import { arrivalsBy, type FrontDoor, login } from "./support/front_door.ts";
import { inFolder } from "./support/paths.ts";
import { program } from "./support/program.ts";
import { runTool, runUnpacked } from "./support/tools.ts";

const number = "+919812345678";
const text = "Pump 3 stopped";
const headed = `Subject: Alarm\r\n\r\n${text}\r\n`;
const { name, password } = login;

/** How a program is told to reach a listener. */
interface Way {
  readonly how: string;
  readonly mail: (door: FrontDoor) => Promise<unknown>;
}

const ways: readonly Way[] = [
  ...swaksWays(),
  ...curlWays(),
  ...smtplibWays(),
  ...nodemailerWays(),
  ...msmtpWays(),
];

for (const { how, mail } of ways) {
  Deno.test(`${how}: the mail arrives`, async () => {
    const sms = await arrivalsBy(mail);
    assert.deepEqual(sms, [{ recipient: number, text }]);
  });
}

Deno.test("a wrong password is refused with 535, and nothing arrives", async () => {
  const sms = await arrivalsBy(async ({ plain }) => {
    await assert.rejects(
      swaks(plain, ["--auth", "LOGIN", "-au", name, "-ap", "wrong"]),
      /535 5\.7\.8/,
    );
  }, 0);
  assert.deepEqual(sms, []);
});

Deno.test("without TLS no login is taken where it is not allowed, and no mail without a login", async () => {
  const sms = await arrivalsBy(async ({ startTls }) => {
    await assert.rejects(swaks(startTls, []), /530 5\.7\.0/);
    await assert.rejects(
      swaks(startTls, ["--auth", "PLAIN", "-au", name, "-ap", password]),
      /did not advertise authentication|538 5\.7\.11/,
    );
  }, 0);
  assert.deepEqual(sms, []);
});

Deno.test("ssmtp logs in over STARTTLS, and over TLS", async () => {
  const ssmtp = { name: "ssmtp", program: "usr/sbin/ssmtp" };
  const sms = await inTurn(["startTls", "tls"], (folder, port, kind) => {
    const lines = [
      `mailhub=127.0.0.1:${port}`,
      "hostname=client.example",
      "UseTLS=YES",
      `UseSTARTTLS=${kind === "startTls" ? "YES" : "NO"}`,
      `AuthUser=${name}`,
      // Its config knows no quotes.
      `AuthPass=${password}`,
    ];
    const config = `${folder}/${kind}.conf`;
    Deno.writeTextFileSync(config, `${lines.join("\n")}\n`);
    return runUnpacked(ssmtp, [`-C${config}`, "00919812345678"], {
      stdin: headed.replaceAll("\r\n", "\n"),
    });
  });
  assert.deepEqual(sms, [text, text]);
});

async function inTurn(
  kinds: readonly ("startTls" | "tls")[],
  mail: (folder: string, port: number, kind: string) => Promise<unknown>,
): Promise<readonly string[]> {
  let texts: readonly string[] = [];
  await inFolder(async (folder) => {
    const sms = await arrivalsBy(async (door) => {
      for (const kind of kinds) await mail(folder, door[kind], kind);
    }, kinds.length);
    texts = sms.map((one) => one.text);
  });
  return texts;
}

function swaksWays(): readonly Way[] {
  const as = (method: string) => [
    ...["--auth", method, "-au", name, "-ap", password],
  ];
  return [
    {
      how: "swaks with AUTH PLAIN in the clear",
      mail: ({ plain }) => swaks(plain, as("PLAIN")),
    },
    {
      how: "swaks with AUTH LOGIN in the clear",
      mail: ({ plain }) => swaks(plain, as("LOGIN")),
    },
    {
      how: "swaks with --tls and AUTH LOGIN",
      mail: ({ startTls }) => swaks(startTls, ["--tls", ...as("LOGIN")]),
    },
    {
      how: "swaks with --tls-on-connect and AUTH PLAIN",
      mail: ({ tls }) => swaks(tls, ["--tls-on-connect", ...as("PLAIN")]),
    },
  ];
}

// swaks takes TLS from a Perl module that comes as a package of its own.
async function swaks(port: number, args: readonly string[]): Promise<string> {
  const { env } = await debianPackage("libnet-ssleay-perl");
  return await runTool("swaks", [
    ...["--server", `127.0.0.1:${port}`, "--from", "a@b.c"],
    ...["--to", "00919812345678@x.y", "--body", text, ...args],
  ], { env });
}

function curlWays(): readonly Way[] {
  const user = `${name}:${password}`;
  const curl = (url: string, authority: string, ...args: readonly string[]) =>
    runTool("curl", [
      ...["-sS", url, "--user", user, "--cacert", authority],
      ...["--mail-from", "a@b.c", "--mail-rcpt", number, "-T", "-", ...args],
    ], { stdin: headed });
  const inTheClear = (...options: readonly string[]) => (door: FrontDoor) =>
    curl(`smtp://127.0.0.1:${door.plain}`, door.authority, ...options);
  return [
    {
      how: "curl with smtp:// and --ssl-reqd",
      mail: ({ startTls, authority }) =>
        curl(`smtp://127.0.0.1:${startTls}`, authority, "--ssl-reqd"),
    },
    {
      how: "curl with smtps://",
      mail: ({ tls, authority }) => curl(`smtps://127.0.0.1:${tls}`, authority),
    },
    {
      how: "curl with AUTH=LOGIN in the clear",
      mail: inTheClear("--login-options", "AUTH=LOGIN"),
    },
    {
      how: "curl with AUTH=PLAIN and an initial response",
      mail: inTheClear("--login-options", "AUTH=PLAIN", "--sasl-ir"),
    },
  ];
}

const smtplib = `
import smtplib, ssl, sys
kind, port, name, password, ca, number, text = sys.argv[1:]
trust = ssl.create_default_context(cafile=ca)
if kind == "tls":
    smtp = smtplib.SMTP_SSL("127.0.0.1", int(port), context=trust)
else:
    smtp = smtplib.SMTP("127.0.0.1", int(port))
if kind == "startTls":
    smtp.starttls(context=trust)
smtp.login(name, password)
smtp.sendmail("a@b.c", number, "Subject: Alarm\\r\\n\\r\\n" + text + "\\r\\n")
smtp.quit()
`;

function smtplibWays(): readonly Way[] {
  return (["plain", "startTls", "tls"] as const).map((kind) => ({
    how: `Python's smtplib, ${kind}`,
    mail: (door) =>
      runTool("python3", [
        ...["-c", smtplib, kind, `${door[kind]}`, name, password],
        ...[door.authority, number, text],
      ]),
  }));
}

function nodemailerWays(): readonly Way[] {
  return (["plain", "startTls", "tls"] as const).map((kind) => ({
    how: `nodemailer, ${kind}`,
    mail: (door) =>
      program("nodemailer_client.ts", {
        transport: {
          host: "127.0.0.1",
          port: door[kind],
          secure: kind === "tls",
          requireTLS: kind === "startTls",
          auth: { user: name, pass: password },
          authMethod: kind === "plain" ? "LOGIN" : "PLAIN",
          tls: { ca: Deno.readTextFileSync(door.authority) },
        },
        mails: [{
          envelope: { from: "a@b.c", to: [number] },
          subject: "Alarm",
          text,
        }],
      }),
  }));
}

function msmtpWays(): readonly Way[] {
  return (["startTls", "tls"] as const).map((kind) => ({
    how: `msmtp, ${kind}`,
    mail: (door) =>
      runUnpacked({ name: "msmtp", program: "usr/bin/msmtp" }, [
        ...["--host=127.0.0.1", `--port=${door[kind]}`, "--from=a@b.c"],
        ...["--tls=on", `--tls-starttls=${kind === "tls" ? "off" : "on"}`],
        ...[`--tls-trust-file=${door.authority}`, "--auth=plain"],
        ...[`--user=${name}`, `--passwordeval=echo '${password}'`, number],
      ], { stdin: headed }),
  }));
}
