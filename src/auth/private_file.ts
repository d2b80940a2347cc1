/** A text file as it was found. */
export type FileText =
  | {
    readonly kind: "text";
    readonly text: string;
    /** The last six bits of its mode: what group and others may do; 0 on Windows, which has no such bits. */
    readonly othersMay: number;
  }
  | { readonly kind: "missing" }
  /** `reason` says why and what to do. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads a whole UTF-8 file; a byte order mark is dropped. */
export function readText(path: string): FileText {
  try {
    const { mode } = Deno.statSync(path);
    const bytes = Deno.readFileSync(path);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const othersMay = Deno.build.os === "windows" ? 0 : (mode ?? 0) & 0o077;
    return { kind: "text", text, othersMay };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "missing" };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/** A text that changes whenever the file may have changed, and stays while it is missing or out of reach. */
export function fileVersion(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    return error instanceof Error ? error.name : "unknown";
  }
}

/**
 * Writes a file in one step: readers see the old text or the new one, whole, and only its owner can read it unless `mode`
 * says more. A file that was there keeps its owner, so that the service can still read what root has written. Throws
 * what the system throws.
 */
export function writePrivately(
  path: string,
  text: string,
  { mode = 0o600 }: { readonly mode?: number } = {},
): void {
  const draft = `${path}.${Deno.pid}.draft`;
  remove(draft);
  try {
    writeDraft(draft, { text, mode });
    keepOwner(path, draft);
    Deno.renameSync(draft, path);
  } catch (error) {
    remove(draft);
    throw error;
  }
}

function writeDraft(
  draft: string,
  { text, mode }: { readonly text: string; readonly mode: number },
): void {
  using file = Deno.openSync(draft, { write: true, createNew: true, mode });
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
  file.syncSync();
  // The mask of the process may have taken away some of what `mode` gives.
  if (Deno.build.os !== "windows") Deno.chmodSync(draft, mode);
}

function keepOwner(path: string, draft: string): void {
  const before = statOf(path);
  const now = statOf(draft);
  if (before === undefined || now === undefined) return;
  if (before.uid === now.uid && before.gid === now.gid) return;
  try {
    Deno.chownSync(draft, before.uid, before.gid);
  } catch {
    // Only root can give a file away; whoever else may write here goes on as its owner.
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) {
    return "The file is not UTF-8 text: save it in that encoding";
  }
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable
  ) {
    return "No permission to read the file: let the user that runs cellpost read it";
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The file cannot be read: ${message}`;
}
