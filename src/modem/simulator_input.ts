import { Buffer } from "node:buffer";

const carriageReturn = "\r";
/** Ends a PDU: Ctrl-Z. TS 27.005 §4.3. */
const endOfPdu = "\x1a";
/** Gives a PDU up. */
const escape = "\x1b";
/** What a modem's input buffer holds; what comes beyond it while the modem is busy is lost, as on real ones. */
const capacity = 65_536;

/** What a modem reads: a command line, or a PDU after the prompt. */
export type SimInput =
  | { readonly kind: "line"; readonly text: string }
  /** `length` is what `+CMGS` announced. */
  | { readonly kind: "pdu"; readonly hex: string; readonly length: number }
  | { readonly kind: "escape" };

/** The bytes that have come to a simulated modem and were not acted upon yet. */
export class SimInputBuffer {
  #text = "";

  /** Takes bytes in. */
  push(bytes: Uint8Array): void {
    if (this.#text.length < capacity) {
      this.#text += Buffer.from(bytes).toString("latin1");
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#text = "";
  }

  /** The next command line without its CR and without controls, once it is whole. */
  takeLine(): SimInput | undefined {
    const end = this.#text.indexOf(carriageReturn);
    if (end < 0) return undefined;
    const line = this.#cut(end);
    return { kind: "line", text: withoutControls(line) };
  }

  /** The PDU of the announced length after a prompt, or word that it was given up, once either is there. */
  takePdu(length: number): SimInput | undefined {
    for (let end = 0; end < this.#text.length; end++) {
      const character = this.#text[end];
      if (character === endOfPdu) {
        return { kind: "pdu", hex: this.#cut(end), length };
      }
      if (character === escape) {
        this.#cut(end);
        return { kind: "escape" };
      }
    }
    return undefined;
  }

  #cut(end: number): string {
    const head = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return head;
  }
}

function withoutControls(line: string): string {
  // deno-lint-ignore no-control-regex -- a half PDU's ESC or Ctrl-Z, a command's LF: modems drop them all
  return line.replace(/[\x00-\x1f]/g, "");
}

/** One command of a line. V.250 §5.4, TS 27.007 §4. */
export interface SimCommand {
  /** Such as "+CMGS" or "E". */
  readonly name: string;
  /** `run` is bare, `read` ends in "?", `test` in "=?", `set` has arguments. */
  readonly form: "run" | "read" | "test" | "set";
  /** Without their quotes. */
  readonly args: readonly string[];
}

/** Reads a line; undefined when it is none that a modem answers. An unreadable rest becomes a command without name. */
export function parseCommandLine(
  line: string,
): readonly SimCommand[] | undefined {
  if (!/^AT/i.test(line)) return undefined;
  const commands: SimCommand[] = [];
  let rest = line.slice(2).trim();
  while (rest !== "") {
    const [whole = rest, name = "", tail = ""] = extended.exec(rest) ??
      basic.exec(rest) ?? [];
    commands.push({ name: name.toUpperCase(), ...operands(tail) });
    rest = rest.slice(whole.length).replace(/^;/, "");
  }
  return commands;
}

const extended = /^([+^#*][A-Za-z]+)((?:"[^"]*"|[^";])*)/;
const basic = /^(&?[A-Za-z])([0-9]*|=[0-9]*)/;

function operands(tail: string): Omit<SimCommand, "name"> {
  if (tail === "") return { form: "run", args: [] };
  if (tail === "?") return { form: "read", args: [] };
  if (tail === "=?") return { form: "test", args: [] };
  const args = tail.replace(/^=/, "").match(/"[^"]*"|[^,]+|(?<=^|,)(?=,|$)/g);
  return {
    form: "set",
    args: (args ?? []).map((text) => text.trim().replaceAll('"', "")),
  };
}
