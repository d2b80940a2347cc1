import type { RE2JS } from "re2js";

/** What is wrong with a pattern. */
export interface PatternProblem {
  /** Which of the patterns, counted from 0. */
  readonly index: number;
  /** One line: what is wrong, and what to do. */
  readonly text: string;
}

/** Patterns made ready, once for all mails. */
export interface Disclaimers {
  /**
   * Cuts out whatever the patterns match in the first 8,192 characters. A text that is nothing else stays whole: better
   * too much than nothing.
   */
  strip(text: string): string;
  /** The patterns that are left out, and why. */
  readonly problems: readonly PatternProblem[];
}

// re2js takes at worst 25 ns for an instruction and a character: 750 ms for 16 KB and `(?:.{0,30}){0,30}[0-9]` on a busy machine. A budget of
// 8 million of both holds the thread for 200 ms at most, whatever the patterns and the mail.
const longestSearched = 8192;
const largestProgram = 1000;
const longestExcerpt = 60;
const mostSteps = longestSearched * largestProgram;

interface Budget {
  stepsLeft: number;
}

/**
 * Makes disclaimer patterns ready: regular expressions in RE2's syntax, matched in linear time; `^` and `$` stand for the ends of lines. A
 * wrong one is left out and told.
 */
export async function compileDisclaimers(
  patterns: readonly string[],
): Promise<Disclaimers> {
  const compiled: RE2JS[] = [];
  const problems: PatternProblem[] = [];
  if (patterns.length === 0) return { strip: (text) => text, problems };
  const compile = await loadCompiler();
  for (const [index, pattern] of patterns.entries()) {
    const result = compile(pattern);
    if (typeof result === "string") problems.push({ index, text: result });
    else compiled.push(result);
  }
  return { strip: (text) => stripAll(text, compiled), problems };
}

/** Makes a judge of disclaimer patterns, who says in one line what is wrong with one; undefined when nothing is. */
export async function loadPatternJudge(): Promise<
  (pattern: string) => string | undefined
> {
  const compile = await loadCompiler();
  return (pattern) => {
    const result = compile(pattern);
    return typeof result === "string" ? result : undefined;
  };
}

// Loaded only where patterns are in use.
async function loadCompiler(): Promise<(pattern: string) => RE2JS | string> {
  const { RE2JS, RE2JSSyntaxException } = await import("re2js");
  return (pattern) => {
    try {
      const compiled = RE2JS.compile(pattern, RE2JS.MULTILINE);
      return problemOf(compiled) ?? compiled;
    } catch (error) {
      if (!(error instanceof RE2JSSyntaxException)) throw error;
      // re2js writes the flag into the pattern that it reads.
      const where = error.getPattern()?.replace(/^\(\?m\)/, "") ?? pattern;
      return `${sentence(error.getDescription())} in "${excerpt(where)}"`;
    }
  };
}

function problemOf(compiled: RE2JS): string | undefined {
  const size = compiled.programSize();
  if (size > largestProgram) {
    return `Too large, ${size} instructions where ${largestProgram} are the limit: repeat less, since {0,500} counts 500 times`;
  }
  return compiled.test("")
    ? "Matches the empty text: name at least one word that a disclaimer has"
    : undefined;
}

function excerpt(pattern: string): string {
  const line = pattern.replaceAll(/\s/g, " ");
  return line.length <= longestExcerpt
    ? line
    : `${line.slice(0, longestExcerpt)}...`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function stripAll(text: string, patterns: readonly RE2JS[]): string {
  const budget: Budget = { stepsLeft: mostSteps };
  const end = endOfSearched(text);
  let searched = text.slice(0, end);
  for (const pattern of patterns) {
    searched = withoutMatches(searched, pattern, budget);
  }
  const own = tidy(searched + text.slice(end));
  return own.trim() === "" ? text : own;
}

function endOfSearched(text: string): number {
  if (text.length <= longestSearched) return text.length;
  const isInsidePair = (text.codePointAt(longestSearched - 1) ?? 0) > 0xffff;
  return isInsidePair ? longestSearched - 1 : longestSearched;
}

function withoutMatches(
  text: string,
  pattern: RE2JS,
  budget: Budget,
): string {
  const matcher = pattern.matcher(text);
  let own = "";
  let done = 0;
  for (;;) {
    // Each search may look at all that is left before it finds a short match.
    budget.stepsLeft -= (text.length - done + 1) * pattern.programSize();
    if (budget.stepsLeft < 0 || !matcher.find()) break;
    own += text.slice(done, matcher.start());
    done = matcher.end();
  }
  return own + text.slice(done);
}

// The lines around a gap: one blank one is enough between paragraphs.
function tidy(text: string): string {
  return text.replaceAll(/\n{3,}/g, "\n\n").replace(/^\n+/, "").trimEnd();
}
