import { join } from "node:path";

/** A folder that is there for one benchmark. */
export interface ScratchFolder extends Disposable {
  readonly path: string;
  /** The full path of a file in it. */
  file(name: string): string;
}

/** Makes an empty folder, on the disk that holds temporary files; it goes, with all that is in it, at the end. */
export function scratchFolder(): ScratchFolder {
  const path = Deno.makeTempDirSync({ prefix: "cellpost-bench-" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
