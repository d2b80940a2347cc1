import PostalMime from "postal-mime";

// One mail's text, whatever its encoding: 255 segments hold 39,015 characters, each at most nine bytes in transit.
const longestEncoded = 256 * 1024;
// postal-mime hands every padded unit of base64 to a `Blob` as a part of its own, at 4 µs each: "AA=" over and over
// would hold the thread for half a second. Mailers that pad every line stay below this for 57 KB of text.
const mostPaddedUnits = 1000;

/** Takes off a Content-Transfer-Encoding (RFC 2045 §6). Of very long bodies only the first 256 KB are read. */
export async function decodeTransfer(
  body: Uint8Array,
  encoding: string,
): Promise<Uint8Array> {
  const name = /base64|quoted-printable/i.exec(encoding)?.[0].toLowerCase();
  const cut = body.subarray(0, longestEncoded);
  const mended = cut.length < body.length
    ? wholeCharacters
    : (bytes: Uint8Array) => bytes;
  // Nothing to decode. It also must not go through postal-mime, which makes two `Blob` parts of every line: 6 µs a line
  // on Deno, a whole second for 256 KB of empty lines.
  if (name === undefined) return mended(cut);
  const bounded = name === "base64" ? boundPadding(cut) : cut;
  const head =
    `Content-Transfer-Encoding: ${name}\r\nContent-Disposition: attachment\r\n\r\n`;
  // As an "attachment" postal-mime gives the bytes and leaves their charset to us.
  const { attachments: [part] } = await PostalMime.parse(
    withHead(head, bounded),
  );
  return part?.content instanceof ArrayBuffer
    ? mended(new Uint8Array(part.content))
    : new Uint8Array();
}

function withHead(head: string, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(head.length + body.length);
  new TextEncoder().encodeInto(head, message);
  message.set(body, head.length);
  return message;
}

function boundPadding(body: Uint8Array): Uint8Array {
  let end = -1;
  for (let units = 0; units < mostPaddedUnits; units++) {
    end = body.indexOf(0x3d, end + 1);
    if (end < 0) return body;
  }
  return body.subarray(0, end);
}

/** Drops a UTF-8 sequence that a cut left open at the end, lest one torn character make the rest look like no UTF-8. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
