/** How a line of a report begins. */
export type Mark = "good" | "hint" | "warning" | "bad" | "open";

const signs: Readonly<Record<Mark, string>> = {
  good: "✓",
  hint: "·",
  warning: "!",
  bad: "✗",
  open: "…",
};

const plainSigns: Readonly<Record<Mark, string>> = {
  good: "ok",
  hint: " -",
  warning: " !",
  bad: " X",
  open: "..",
};

/** The sign of a mark, in letters that every terminal has where `unicode` is false. */
export function signOf(mark: Mark, unicode: boolean): string {
  return (unicode ? signs : plainSigns)[mark];
}

/** What the arrow before an advice is. */
export function arrow(unicode: boolean): string {
  return unicode ? "→" : "->";
}

/**
 * Whether more than ASCII can be shown, by the locale variables as POSIX has them (XBD §8.2: the first that is set and not empty
 * counts). Where none is set Windows can, and Linux in its "C" locale cannot.
 */
export function showsUnicode(
  read: (name: string) => string | undefined,
  os: typeof Deno.build.os,
): boolean {
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(read)
    .find((it) => it !== undefined && it !== "");
  return locale === undefined ? os !== "linux" : /utf-?8/i.test(locale);
}
