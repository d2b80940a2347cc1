import type { RE2JS } from "re2js";

/** Finds what an operator looks for in a text, or says in one line why its pattern cannot be used. */
export type GroupFinder =
  | {
    readonly kind: "finder";
    readonly find: (text: string) => string | undefined;
  }
  | { readonly kind: "wrong"; readonly text: string };

/** A USSD answer has 182 characters at most. */
const longest = 2_000;

/**
 * Makes a regular expression in RE2's syntax ready, matched in linear time. It finds the first group of its first match, or the
 * whole match where it has no group.
 */
export async function compileFirstGroup(pattern: string): Promise<GroupFinder> {
  const compiled = (await loadCompiler())(pattern);
  if (typeof compiled === "string") return { kind: "wrong", text: compiled };
  const group = Math.min(1, compiled.groupCount());
  return {
    kind: "finder",
    find(text) {
      const matcher = compiled.matcher(text.slice(0, longest));
      return matcher.find() ? matcher.group(group) ?? undefined : undefined;
    },
  };
}

/** Makes a judge of such patterns, who says behind the name of the key what is wrong with one; undefined when nothing is. */
export async function loadGroupJudge(): Promise<
  (pattern: string) => string | undefined
> {
  const compile = await loadCompiler();
  return (pattern) => {
    const compiled = compile(pattern);
    return typeof compiled === "string" ? `is wrong: ${compiled}` : undefined;
  };
}

// Loaded only where such a pattern is in use.
async function loadCompiler(): Promise<(pattern: string) => RE2JS | string> {
  const { RE2JS, RE2JSSyntaxException } = await import("re2js");
  return (pattern) => {
    try {
      return RE2JS.compile(pattern, RE2JS.MULTILINE);
    } catch (error) {
      if (!(error instanceof RE2JSSyntaxException)) throw error;
      const where = error.getPattern()?.replace(/^\(\?m\)/, "") ?? pattern;
      return `${error.getDescription()} in "${where}"`;
    }
  };
}
