import { join } from "node:path";

/** A folder that is there for one test. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** The full path of a file in it. */
  file(name: string): string;
}

/** Makes an empty folder; it goes, with all that is in it, when the test ends. */
export function temporaryFolder(): TemporaryFolder {
  const path = Deno.makeTempDirSync({ prefix: "cellpost-story-" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
