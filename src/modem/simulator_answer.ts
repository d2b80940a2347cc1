import type { SimCommand } from "./simulator_input.ts";
import type { SimContext } from "./simulator_settings.ts";

/** What a modem says to one command, before it is framed. */
export type SimAnswer =
  | {
    readonly kind: "ok";
    readonly lines: readonly string[];
    /** What the network makes of it comes later, as lines that nobody asked for. */
    readonly later?: {
      readonly afterMs: number;
      readonly lines: readonly string[];
    };
  }
  | { readonly kind: "error" }
  /** `+CME ERROR`, TS 27.007 §9.2. */
  | { readonly kind: "cme"; readonly code: number }
  /** `+CMS ERROR`, TS 27.005 §3.2.5. */
  | { readonly kind: "cms"; readonly code: number }
  /** The prompt, after which a PDU of so many octets (without the SMSC's address) is read. */
  | { readonly kind: "prompt"; readonly length: number }
  | { readonly kind: "restart" };

/** Carries a command out. */
export type Handler = (
  context: SimContext,
  args: readonly string[],
) => SimAnswer;

/** What a modem knows of one command, by form; a form that it does not know is an ERROR. */
export interface Entry extends Partial<Record<SimCommand["form"], Handler>> {
  /** The SIM must be unlocked; says in which family of errors it is refused otherwise. */
  readonly needs?: "cme" | "cms";
}

/** The bare ERROR. */
export const error: SimAnswer = { kind: "error" };

/** OK after these lines. */
export function ok(...lines: readonly string[]): SimAnswer {
  return { kind: "ok", lines };
}

/** A `+CMS ERROR`. */
export function cms(code: number): SimAnswer {
  return { kind: "cms", code };
}

/** A digit up to the greatest allowed, or undefined. */
export function digitOf(text: string, most: number): number | undefined {
  return /^[0-9]$/.test(text) && Number(text) <= most
    ? Number(text)
    : undefined;
}

/** A setting of one digit: `change` gets it when it is allowed. */
export function digitSetter(
  most: number,
  change: (context: SimContext, digit: number) => void,
): Handler {
  return (context, [text = "0"]) => {
    const digit = digitOf(text, most);
    if (digit === undefined) return error;
    change(context, digit);
    return ok();
  };
}

/** A setting that is kept and told and has no other effect. */
export function kept(name: string, allowed: string): Entry {
  return {
    read: ({ settings }) => ok(`${name}: ${settings.kept.get(name)}`),
    test: () => ok(`${name}: ${allowed}`),
    set({ settings }, [value = ""]) {
      settings.kept.set(name, name === "+CSCS" ? `"${value}"` : value);
      return ok();
    },
  };
}
