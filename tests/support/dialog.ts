/**
 * Scripted SMTP conversations: `tests/dialogs/*.smtp`, played against a real listener.
 *
 * A script is UTF-8 text, one thing a line; blank lines and lines that begin with `#` are remarks.
 *
 * | line            | meaning |
 * |-----------------|---------|
 * | `@row name`     | the row of `tests/dialogs/rows.ts` that the script proves; any number of them |
 * | `@name value`   | an option of the server under test, before all else |
 * | `@appliance`    | it is played against the whole appliance, not against a bare listener |
 * | `@config line`  | with `@appliance`: a line of TOML, such as `message.country = "DE"` |
 * | `@modem port`   | with `@appliance`: a modem, such as `sim:`, which is also what there is without one |
 * | `@user name password` | with `@appliance`: who may log in |
 * | `@certificate`  | with `@appliance`: `[smtp] tls_cert` and `tls_key` are set |
 * | `C: text`       | the client sends the text and CRLF |
 * | `C< "text"`     | the client sends the JSON string as it is, without a line end |
 * | `C* 1000 text`  | the client sends the text and CRLF so many times |
 * | `C. `           | the client sends no more (a half-closed connection) |
 * | `T.`            | the client begins TLS, and trusts the test certificate alone |
 * | `S: text`       | the next reply line begins with the text |
 * | `S~ pattern`    | the next reply line matches the regular expression |
 * | `S* text`       | the next reply, of however many lines: each begins with the text, its separator aside |
 * | `S+ pattern`    | the next reply, of however many lines, has a line that matches |
 * | `S- pattern`    | the next reply, of however many lines, has none |
 * | `S.`            | the server closes the connection and has said no more |
 * | `M: "text"`     | the next mail, in order of acceptance, has this JSON string as its message |
 * | `M# 64000`      | the next mail has so many bytes |
 * | `P: +4670… "text"` | the next SMS, in order of arrival, goes to this number and has this JSON string as its text |
 * | `H: event`      | something happens at the server: `300 s pass`, `it stops`, `the disk fills` … |
 *
 * `@whole why` with `@appliance` keeps the client's bytes from being cut. A client line is sent only when all server lines before it have come, so what is to be pipelined stands together;
 * neighbouring client lines go out in one write.
 *
 * @module
 */

import { type Cut, DialogClient } from "./dialog_client.ts";

/** One line of a script. */
export interface DialogStep {
  /** For messages: `name.smtp:12`. */
  readonly place: string;
  readonly kind:
    | "C:"
    | "C<"
    | "C*"
    | "T."
    | "C."
    | "S:"
    | "S~"
    | "S*"
    | "S+"
    | "S-"
    | "S."
    | "M:"
    | "M#"
    | "P:"
    | "H:";
  readonly text: string;
}

/** A script that has been read. */
export interface Dialog {
  readonly name: string;
  /** The rows that it proves. */
  readonly rows: readonly string[];
  /** What it is played against; a bare listener when absent. */
  readonly appliance?: DialogAppliance;
  /** The other `@` lines. */
  readonly options: Readonly<Record<string, string>>;
  readonly steps: readonly DialogStep[];
}

/** The appliance that a script asks for. */
export interface DialogAppliance {
  /** Lines of TOML. */
  readonly config: readonly string[];
  readonly modems: readonly string[];
  readonly users: readonly {
    readonly name: string;
    readonly password: string;
  }[];
  readonly certificate: boolean;
}

/** How a dialog is played. */
export interface DialogOptions {
  readonly hostname: string;
  readonly port: number;
  /** The text of the next accepted mail; dialogs with `M:` lines need it. */
  readonly nextMail?: () => string | undefined;
  /** The next SMS as `number "text"`; dialogs with `P:` lines need it. */
  readonly nextSms?: () => Promise<string>;
  /** Lets something happen at the server; dialogs with `H:` lines need it. */
  readonly happen?: (event: string) => Promise<void>;
  /** Cuts what the client sends into writes; one write when absent. */
  readonly cut?: Cut;
}

/** Reads a script. Throws an error that names file and line. */
export function parseDialog(name: string, script: string): Dialog {
  const options: [string, string][] = [];
  const steps: DialogStep[] = [];
  for (const [index, line] of script.split(/\r?\n/).entries()) {
    const place = `${name}:${index + 1}`;
    if (/^\s*(?:#|$)/.test(line)) continue;
    const option = /^@(\w+)(?:\s+(.*))?$/.exec(line);
    const step = /^(C[:<*.]|T\.|S[:~*+.-]|M[:#]|[PH]:) ?(.*)$/.exec(line);
    if (option?.[1] && steps.length === 0) {
      options.push([option[1], option[2] ?? ""]);
    } else if (step) {
      const [, kind, text = ""] = step;
      steps.push({ place, kind: kind as DialogStep["kind"], text });
    } else throw new Error(`${place}: "${line}" is no line of a dialog`);
  }
  return { name, ...readOptions(options), steps };
}

const ownOptions = [
  "row",
  "appliance",
  "config",
  "modem",
  "user",
];

function readOptions(
  options: readonly (readonly [string, string])[],
): Pick<Dialog, "rows" | "appliance" | "options"> {
  const all = (name: string) =>
    options.filter(([key]) => key === name).map(([, value]) => value);
  const others = options.filter(([key]) => !ownOptions.includes(key));
  const rest = { rows: all("row"), options: Object.fromEntries(others) };
  if (all("appliance").length === 0) return rest;
  const appliance = {
    config: all("config"),
    modems: all("modem"),
    users: all("user").map((line) => {
      const [name = "", ...words] = line.split(" ");
      return { name, password: words.join(" ") };
    }),
    certificate: all("certificate").length > 0,
  };
  return { ...rest, appliance };
}

/** All scripts of `tests/dialogs`, by their names. */
export function readDialogs(): readonly Dialog[] {
  const folder = new URL("../dialogs/", import.meta.url);
  return [...Deno.readDirSync(folder)]
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".smtp"))
    .sort()
    .map((name) =>
      parseDialog(name, Deno.readTextFileSync(new URL(name, folder)))
    );
}

/** Plays a dialog against a listener. Throws an error that names the line at which it went another way. */
export async function playDialog(
  dialog: Dialog,
  options: DialogOptions,
): Promise<void> {
  const { hostname, port } = options;
  const client = new DialogClient(await Deno.connect({ hostname, port }));
  try {
    let unsent = "";
    for (const step of dialog.steps) {
      const said = wordsOf(step);
      if (said !== undefined) unsent += said;
      else {
        await client.send(unsent, options.cut);
        unsent = "";
        await playStep(client, step, options);
      }
    }
    await client.send(unsent, options.cut);
  } finally {
    client.close();
  }
}

/** What the client sends in this step, or undefined where the step is of another kind. */
export function wordsOf({ kind, text }: DialogStep): string | undefined {
  switch (kind) {
    case "C:":
      return `${text}\r\n`;
    case "C<":
      return JSON.parse(text);
    case "C*": {
      const [, count, line] = /^(\d+) (.*)$/.exec(text) ?? [];
      return `${line}\r\n`.repeat(Number(count));
    }
    default:
      return undefined;
  }
}

async function playStep(
  client: DialogClient,
  { kind, text, place }: DialogStep,
  { nextMail, nextSms, happen }: DialogOptions,
): Promise<void> {
  switch (kind) {
    case "C.":
      return await client.finish();
    case "T.":
      return await client.startTls();
    case "S:": {
      const line = await client.line();
      return expect(line?.startsWith(text), place, `"${text}"`, line);
    }
    case "S~": {
      const line = await client.line();
      const matches = line !== undefined && new RegExp(text).test(line);
      return expect(matches, place, `/${text}/`, line);
    }
    case "S*": {
      const lines = await client.reply();
      const all = lines.length > 0 &&
        lines.every((line) => beginsWith(line, text));
      return expect(all, place, `"${text}" on each line`, lines.join("\n"));
    }
    case "S+":
    case "S-": {
      const lines = await client.reply();
      const found = lines.some((line) => new RegExp(text).test(line));
      const wanted = `${kind === "S+" ? "a" : "no"} line like /${text}/`;
      return expect(found === (kind === "S+"), place, wanted, lines.join("\n"));
    }
    case "S.": {
      const line = await client.line();
      return expect(line === undefined, place, "the end", line);
    }
    case "M:": {
      const mail = nextMail?.();
      const got = mail === undefined ? undefined : JSON.stringify(mail);
      const wanted = JSON.stringify(JSON.parse(text));
      return expect(got === wanted, place, wanted, got);
    }
    case "M#": {
      const size = new TextEncoder().encode(nextMail?.()).length;
      return expect(size === Number(text), place, text, `${size}`);
    }
    case "P:": {
      const [, number, wanted = '""'] = /^(\S+) (.*)$/.exec(text) ?? [];
      const sms = `${number} ${JSON.stringify(JSON.parse(wanted))}`;
      const got = await nextSms?.();
      return expect(got === sms, place, sms, got);
    }
    case "H:":
      if (!happen) throw new Error(`${place}: Nothing can happen here`);
      return await happen(text);
    case "C:":
    case "C<":
    case "C*":
      return;
    default:
      return kind satisfies never;
  }
}

function beginsWith(line: string, text: string): boolean {
  return line.startsWith(text.slice(0, 3)) &&
    line.slice(4).startsWith(text.slice(4));
}

function expect(
  holds: boolean | undefined,
  place: string,
  wanted: string,
  got: string | undefined,
): void {
  if (holds) return;
  const seen = got === undefined ? "nothing more" : `"${got}"`;
  throw new Error(`${place}: expected ${wanted}, got ${seen}`);
}
