import { statfsSync } from "node:fs";

/**
 * How many bytes this user may still write where the file or folder is; undefined where the system does not say. Deno has no call of its
 * own for it, and this one is there on 2.4.2 and 2.9.6, on Linux and Windows.
 */
export function freeBytesAt(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
