import type { Clock } from "../../src/model/mod.ts";
import type { SerialPort } from "../../src/modem/serial/mod.ts";
import { type Difficulties, Temperament } from "./at_temperament.ts";

/** What a modem answers to one command: whole lines; ">" stands for the prompt. */
export type Reply = readonly string[];

/**
 * What a scripted modem answers, by command line. Of several replies each serves once, in order, and the last one for
 * ever. `AT+CMGS=*` matches every length, `PDU` every PDU; what is not there is answered by ERROR.
 */
export type AtScript = ReadonlyMap<string, readonly Reply[]>;

/** What may go wrong at one command. */
export type Fault =
  /** Instead of the answer. */
  | { readonly kind: "reply"; readonly lines: Reply }
  | { readonly kind: "silence" }
  /** Bytes that are no answer. */
  | { readonly kind: "noise" }
  /** Silence, then this boot code. */
  | { readonly kind: "reboot"; readonly code: string }
  | { readonly kind: "unplug" };

/** How a scripted modem behaves besides its script. */
export interface PlayerOptions extends Difficulties {
  /** For difficulties that take time. */
  readonly clock?: Clock;
  /** Repeats what it is told. */
  readonly echo?: boolean;
  /** What stands before and after each line; CR LF when not given. */
  readonly frame?: readonly [before: string, after: string];
  /** Every byte is a chunk of its own. */
  readonly byteByByte?: boolean;
  /** Lines said before, between and after those of every answer. */
  readonly chatter?: readonly string[];
  /** What goes wrong: `index` counts the commands and PDUs from 0. */
  readonly fault?: (command: string, index: number) => Fault | undefined;
}

/** A modem that plays a script at the far end of a cable and writes down what it was told. */
export class AtPlayer {
  /** Command lines, and `PDU <hex>`, in order. */
  readonly heard: string[] = [];
  readonly #port: SerialPort & { unplug?(): void };
  readonly #options: PlayerOptions;
  readonly #temperament: Temperament;
  #text = "";
  /** Empty lines before the next one. */
  #ahead = "";
  #atPrompt = false;

  constructor(
    port: SerialPort & { unplug?(): void },
    script: AtScript,
    options: PlayerOptions = {},
  ) {
    this.#port = port;
    this.#options = options;
    this.#temperament = new Temperament(script, options, options.clock);
    this.#read();
  }

  /** Says something unasked, framed as lines. */
  say(...lines: readonly string[]): void {
    for (const line of lines) this.#write(this.#framed(line));
  }

  /** Waits for a PDU, as after an AT+CMGS of somebody who then died. */
  leaveAtPrompt(): void {
    this.#atPrompt = true;
  }

  async #read(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind === "lost") return;
      this.#text += this.#temperament.takesIn(
        new TextDecoder("latin1").decode(read.bytes),
        this.#atPrompt,
      );
      while (this.#take()) { /* until nothing whole is left */ }
    }
  }

  #take(): boolean {
    return this.#atPrompt ? this.#takePdu() : this.#takeLine();
  }

  #takeLine(): boolean {
    const end = this.#text.indexOf("\r");
    if (end < 0) return false;
    const whole = this.#text.slice(0, end);
    // deno-lint-ignore no-control-regex -- ESC, Ctrl-Z and line feeds mean nothing outside a prompt
    const line = whole.replace(/[\n\x1a\x1b]/g, "");
    const ahead = this.#ahead + whole.slice(0, whole.length - line.length);
    this.#text = this.#text.slice(end + 1);
    this.#ahead = line === "" ? `${ahead}\r` : "";
    if (line === "" || !this.#temperament.answers(line, ahead)) return true;
    if (this.#options.echo) this.#write(`${line}\r`);
    this.#answer(line, line.startsWith("AT+CMGS=") ? "AT+CMGS=*" : line);
    return true;
  }

  #takePdu(): boolean {
    // deno-lint-ignore no-control-regex -- Ctrl-Z sends the PDU, ESC gives it up
    const end = /[\x1a\x1b]/.exec(this.#text);
    if (!end) return false;
    const hex = this.#text.slice(0, end.index);
    this.#text = this.#text.slice(end.index + 1);
    this.#atPrompt = false;
    if (end[0] === "\x1b") {
      this.heard.push("ESC");
      this.say("OK");
    } else {
      if (this.#options.echo) this.#write(`${hex}\x1a`);
      this.#answer(`PDU ${hex}`, "PDU");
    }
    return true;
  }

  #answer(command: string, key: string): void {
    const fault = this.#options.fault?.(command, this.heard.length);
    this.heard.push(command);
    switch (fault?.kind) {
      case undefined:
        return this.#temperament.say(
          this.#temperament.reply(key, command),
          (reply) => this.#reply(reply),
        );
      case "reply":
        return this.#reply(fault.lines);
      case "silence":
        return;
      case "noise":
        return this.#write("\x00\xff\x7f~}#\xc0\r\n\x13OKO\xf0");
      case "reboot":
        return this.say(fault.code);
      case "unplug":
        return this.#port.unplug?.();
      default:
        fault satisfies never;
    }
  }

  #reply(lines: Reply): void {
    const chatter = (this.#options.chatter ?? [])
      .map((line) => this.#framed(line)).join("");
    let text = chatter;
    for (const line of lines) {
      if (line === ">") this.#atPrompt = true;
      text += line === ">" ? "\r\n> " : this.#framed(line);
      text += chatter;
    }
    this.#write(text);
  }

  #framed(line: string): string {
    const [before, after] = this.#options.frame ?? ["\r\n", "\r\n"];
    return `${before}${line}${after}`;
  }

  #write(text: string): void {
    const bytes = Uint8Array.from(text, (it) => it.charCodeAt(0));
    const size = this.#options.byteByByte ? 1 : Math.max(1, bytes.length);
    for (let i = 0; i < bytes.length; i += size) {
      // A port that is lost meanwhile is what some tests are about.
      this.#port.write(bytes.slice(i, i + size)).catch(() => {});
    }
  }
}

/** A script from pairs of command and reply; a command that occurs several times is answered in that order. */
export function scriptOf(
  exchanges: readonly (readonly [command: string, ...reply: string[]])[],
): AtScript {
  const script = new Map<string, Reply[]>();
  for (const [command, ...reply] of exchanges) {
    const replies = script.get(command) ?? [];
    script.set(command, [...replies, reply]);
  }
  return script;
}

/** The script with some commands answered differently. */
export function withReplies(
  script: AtScript,
  exchanges: readonly (readonly [command: string, ...reply: string[]])[],
): AtScript {
  return new Map([...script, ...scriptOf(exchanges)]);
}

/** A modem without any fault: what each command of the init sequence is answered, and one SMS. */
export const healthyScript: AtScript = scriptOf([
  ["AT", "OK"],
  ["ATQ0V1E0", "OK"],
  ["ATE0", "OK"],
  ["ATV1", "OK"],
  ["ATQ0", "OK"],
  ["AT+CMEE=1", "OK"],
  ["AT+CGMI", "Acme", "OK"],
  ["AT+CGMM", "M1", "OK"],
  ["AT+CGMR", "1.0.4", "OK"],
  ["AT+CGSN", "490154203237518", "OK"],
  ["AT+CPIN?", "+CPIN: READY", "OK"],
  ["AT+CFUN?", "+CFUN: 1", "OK"],
  ["AT+CFUN=1", "OK"],
  ["AT+CFUN=4", "OK"],
  ["AT+CFUN=1,1", "OK"],
  ["AT+CMGF=0", "OK"],
  ["AT+CIMI", "262011234567890", "OK"],
  ["AT+CCID", "+CCID: 89490200001234567890", "OK"],
  ["AT+CREG?", "+CREG: 0,1", "OK"],
  ["AT+CEREG?", "+CEREG: 0,1", "OK"],
  ["AT+CSQ", "+CSQ: 18,99", "OK"],
  ["AT+COPS?", '+COPS: 0,0,"Acme Mobile",2', "OK"],
  ["AT+CSCA?", '+CSCA: "+491710760000",145', "OK"],
  ["AT+CPMS=?", '+CPMS: ("ME","SM"),("ME","SM"),("ME","SM")', "OK"],
  ['AT+CPMS="ME","ME","ME"', "+CPMS: 0,50,0,50,0,50", "OK"],
  ["AT+CSMS?", "+CSMS: 0,1,1,1", "OK"],
  ["AT+CNMI=?", "+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)", "OK"],
  ["AT+CNMI=2,1,0,1,0", "OK"],
  ["AT+CMMS=2", "OK"],
  ["AT+CNMA", "OK"],
  ["AT+CMGS=*", ">"],
  ["PDU", "+CMGS: 17", "OK"],
]);
