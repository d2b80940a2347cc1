/** What a person pressed. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: NamedKey };

/** Keys that write nothing. `unknown`: one of which nothing here makes use. */
export type NamedKey =
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "backspace"
  | "interrupt"
  | "repaint"
  | "unknown";

/** Keys, and the begin of one whose rest has not come. */
export interface DecodedKeys {
  readonly keys: readonly Key[];
  readonly rest: string;
}

// ECMA-48 §5.4: CSI, parameters, intermediates, final; xterm's cursor keys in application mode are SS3 and a letter.
// deno-lint-ignore no-control-regex -- it is meant
const csi = /^\u001b\[([0-9;:<=>?]*)[ -/]*([@-~])/;
// deno-lint-ignore no-control-regex -- it is meant
const ss3 = /^\u001bO([ -~])/;
// deno-lint-ignore no-control-regex -- it is meant
const unfinished = /^\u001b(?:\[[0-9;:<=>?]*[ -/]*|O)?$/;

const byLetter: Readonly<Record<string, NamedKey>> = {
  A: "up",
  B: "down",
  H: "home",
  F: "end",
};

// As the VT220 numbered its keys, and rxvt went on.
const byNumber: Readonly<Record<string, NamedKey>> = {
  1: "home",
  4: "end",
  5: "pageUp",
  6: "pageDown",
  7: "home",
  8: "end",
};

const controls: Readonly<Record<string, NamedKey>> = {
  "\u0002": "pageUp",
  "\u0003": "interrupt",
  "\u0004": "interrupt",
  "\u0006": "pageDown",
  "\b": "backspace",
  "\n": "enter",
  "\u000c": "repaint",
  "\r": "enter",
  "\u000e": "down",
  "\u0010": "up",
  "\u007f": "backspace",
};

/**
 * Reads what a terminal in raw mode sends. An escape sequence may be cut anywhere by whatever is between; its begin is `rest`, to be put in
 * front of what comes next. When nothing comes, it was the Escape key: `escapeOf(rest)`.
 */
export function decodeKeys(input: string): DecodedKeys {
  const keys: Key[] = [];
  let rest = input;
  while (rest !== "") {
    if (unfinished.test(rest)) return { keys, rest };
    const { key, length } = firstKey(rest);
    keys.push(key);
    rest = rest.slice(length);
  }
  return { keys, rest };
}

/** What the begin of a sequence was that nothing came after. */
export function escapeOf(rest: string): readonly Key[] {
  return rest === ""
    ? []
    : [{ kind: rest === "\u001b" ? "escape" : "unknown" }];
}

function firstKey(
  text: string,
): { readonly key: Key; readonly length: number } {
  const sequence = csi.exec(text);
  if (sequence !== null) {
    const [all, parameters = "", final = ""] = sequence;
    const [number = ""] = parameters.split(/[;:]/);
    const named = final === "~" ? byNumber[number] : byLetter[final];
    return { key: { kind: named ?? "unknown" }, length: all.length };
  }
  const [all, letter] = ss3.exec(text) ?? [];
  if (all !== undefined && letter !== undefined) {
    return { key: { kind: byLetter[letter] ?? "unknown" }, length: all.length };
  }
  if (text.startsWith("\u001b\u001b")) {
    return { key: { kind: "escape" }, length: 1 };
  }
  const point = String.fromCodePoint(text.codePointAt(0) ?? 0);
  // Alt and a letter.
  if (point === "\u001b") return { key: { kind: "unknown" }, length: 2 };
  const control = controls[point];
  if (control !== undefined) return { key: { kind: control }, length: 1 };
  return /\p{Cc}/u.test(point)
    ? { key: { kind: "unknown" }, length: 1 }
    : { key: { kind: "text", text: point }, length: point.length };
}
