const utf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");

// Labels that say nothing, or that senders put on whatever bytes they have.
const untrusted =
  /^(?:|utf-?8|us-ascii|ascii|ansi_x3\.4-1968|unknown-8bit|x-unknown|default|binary|hex|base64)$/;

// iconv-lite reads UTF-7 at 2 KB a millisecond.
const longestRare = 64 * 1024;

/** Decodes bytes of unknown charset: as UTF-8 where they are that, else as windows-1252. Never fails. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/**
 * Decodes bytes by a charset label, as written in any case. Labels that `TextDecoder` lacks (UTF-7, DOS code pages)
 * go to iconv-lite, which is loaded when first met; unknown labels count as none. Never fails.
 */
export async function decodeCharset(
  bytes: Uint8Array,
  label: string,
): Promise<string> {
  const name = label.trim().toLowerCase();
  if (untrusted.test(name)) return decodeUnlabelled(bytes);
  const decoder = textDecoder(name);
  if (decoder !== undefined) return decoder.decode(bytes);
  const { decodeRare } = await import("./rare_charset.ts");
  return decodeRare(bytes.subarray(0, longestRare), name) ??
    decodeUnlabelled(bytes);
}

/** Whether the runtime itself decodes this charset. */
export function isCommonCharset(label: string): boolean {
  return textDecoder(label.trim().toLowerCase()) !== undefined;
}

function textDecoder(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name);
  } catch {
    return undefined; // the only way to ask
  }
}
