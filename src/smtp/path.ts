/** A path as a client wrote it behind `FROM:` or `TO:`, cut out of its line. */
export interface WrittenPath {
  /** Without angle brackets and source route; "" for `<>`. */
  readonly path: string;
  /** The ESMTP parameters behind it, such as `SIZE=1000`. */
  readonly parameters: readonly string[];
}

// RFC 5321 §4.5.3.1.3: 256 octets with its angle brackets.
const maxPathLength = 254;

const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
// A display name before the bracket is dropped. Brackets may be doubled: swaks adds its own to an address that has some.
const bracketed = new RegExp(
  String
    .raw`^(?:${quoted}|[^"<])*<{1,2}((?:${quoted}|[^"<>])*)>{1,2}(?:\s+(\S.*))?$`,
);
// A word that starts with a letter is a parameter, any other belongs to a number written with spaces.
const word = String.raw`(?:${quoted}|[^\s"<>])+`;
const bare = new RegExp(
  String.raw`^(${word}(?:\s+(?![A-Za-z])${word})*)(?:\s+(\S.*))?$`,
);

/**
 * Reads a path and is generous about it, because old devices are careless: angle brackets may be missing, spaces may
 * stand around, a source route (RFC 821 §3.6) is dropped, and a path need not hold an "@". Returns undefined where no
 * path can be made out.
 */
export function parsePath(text: string): WrittenPath | undefined {
  const match = bracketed.exec(text) ?? bare.exec(text);
  const written = match?.[1];
  if (written === undefined) return undefined;
  const path = written.trim().replace(/^@[^:]*:/, "");
  return { path, parameters: match?.[2]?.split(/\s+/) ?? [] };
}

/** Says what makes a path unusable whatever it may mean, or undefined. */
export function flawOfPath(path: string): string | undefined {
  // Invisible characters would make two addresses look like one; U+FFFD stands for bytes that are not UTF-8.
  if (/[\p{Cc}\p{Cf}\u{fffd}]/u.test(path)) {
    return "The address holds characters that cannot be seen";
  }
  if (lengthInBytes(path) > maxPathLength) {
    return `The address is longer than ${maxPathLength} bytes`;
  }
  return undefined;
}

/** Whether a path needs SMTPUTF8. RFC 6531 §3.3. */
export function isAscii(path: string): boolean {
  return /^[\0-\x7f]*$/.test(path);
}

function lengthInBytes(path: string): number {
  // One UTF-16 unit is at most three bytes of UTF-8, so most paths need not be encoded to be measured.
  if (path.length * 3 <= maxPathLength) return path.length;
  return new TextEncoder().encode(path).length;
}
