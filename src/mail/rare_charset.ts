import { Buffer } from "node:buffer";
import iconv from "iconv-lite";

const gb2312 = new TextDecoder("gbk");

/**
 * Decodes by a charset that `TextDecoder` lacks; undefined when nobody here knows it. Apart from `charset.ts` so that
 * iconv-lite (40 ms and 5 MB) is loaded by the first mail that needs it, which for most installations is none.
 */
export function decodeRare(
  bytes: Uint8Array,
  name: string,
): string | undefined {
  if (/^hz(?:-gb-?2312)?$/.test(name)) return decodeHz(bytes);
  return iconv.encodingExists(name)
    ? iconv.decode(Buffer.from(bytes), name)
    : undefined;
}

/**
 * RFC 1843: GB 2312 with its high bits off between `~{` and `~}`; `~~` is a tilde, `~` before a line end joins lines.
 */
function decodeHz(bytes: Uint8Array): string {
  const eightBit: number[] = [];
  let chinese = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x7e || (chinese && bytes[at + 1] !== 0x7d)) {
      // A line end always leads back to ASCII.
      chinese &&= byte !== 0x0a;
      eightBit.push(chinese ? byte | 0x80 : byte);
      continue;
    }
    const next = bytes[++at];
    if (next === 0x7b) chinese = true;
    else if (next === 0x7d) chinese = false;
    else if (next === 0x7e) eightBit.push(0x7e);
    else if (next !== 0x0a && next !== undefined) eightBit.push(0x7e, next);
  }
  return gb2312.decode(Uint8Array.from(eightBit));
}
