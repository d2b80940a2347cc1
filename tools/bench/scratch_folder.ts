import { join } from "node:path";

/** A folder that is there for one benchmark. */
export interface ScratchFolder extends Disposable {
  readonly path: string;
  /** The full path of a file in it. */
  file(name: string): string;
}

/**
 * Makes an empty folder below `parent`, or where temporary files are kept; it goes, with all that is in it, at the end. The
 * disk that it is on is the one that is measured.
 */
export function scratchFolder(parent?: string): ScratchFolder {
  const prefix = "cellpost-bench-";
  const path = Deno.makeTempDirSync(
    parent === undefined ? { prefix } : { prefix, dir: parent },
  );
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
