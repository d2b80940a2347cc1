import { basename, dirname, join } from "node:path";

/** What starts this cellpost; undefined: it runs from its source. */
export type OwnProgram =
  | {
    readonly path: string;
    /** Whether it needs the files beside it: a release's script with a whole Deno in `lib`. */
    readonly needsFolder: boolean;
  }
  | undefined;

/** Tells by what Deno knows of itself. */
export function ownProgram(
  { standalone, execPath, main }: {
    readonly standalone: boolean;
    readonly execPath: string;
    /** A URL. */
    readonly main: string;
  },
): OwnProgram {
  if (standalone) return { path: execPath, needsFolder: false };
  if (!main.startsWith("file:")) return undefined;
  // On Linux, where a release has such a script, a path is what a URL has behind its scheme.
  const script = decodeURIComponent(new URL(main).pathname);
  const library = dirname(script);
  const isRelease = basename(script) === "cellpost.js" &&
    basename(library) === "lib" && dirname(execPath) === library;
  return isRelease
    ? { path: join(dirname(library), "cellpost"), needsFolder: true }
    : undefined;
}
