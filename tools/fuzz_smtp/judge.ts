import type { Transcript } from "./gateway.ts";

/** Says what is wrong with a session, or undefined. `sent`: what the client sent, one byte a character. */
export function judge(
  sent: string,
  transcript: Transcript,
): string | undefined {
  return threw(transcript) ??
    malformed(transcript) ??
    outOfStep(transcript) ??
    inventedMail(sent, transcript);
}

function threw({ errors: [first] }: Transcript): string | undefined {
  if (first === undefined) return undefined;
  return `It threw: ${first instanceof Error ? first.stack : first}`;
}

/** Each line is a reply line of RFC 5321 §4.2 that fits, and nothing of a client's bytes makes another one. */
function malformed({ replies }: Transcript): string | undefined {
  const lines = replies.split("\r\n");
  if (lines.pop() !== "") return "The last reply has no end";
  const bad = lines.find((line) =>
    !/^[2-5][0-9]{2}[ -][ -~]*$/.test(line) || line.length > 510
  );
  return bad === undefined ? undefined : `No reply line: ${bad}`;
}

/** Whatever the client said has exactly one reply, before its next word is looked at. */
function outOfStep({ lines }: Transcript): string | undefined {
  const [greeting, ...rest] = lines.filter(isWhole).filter(isAnswered);
  if (greeting?.from !== "server") return "There was no greeting";
  for (const [index, line] of rest.entries()) {
    const due = index % 2 === 0 ? "client" : "server";
    if (line.from !== due) {
      return `Two in a row from the ${line.from}: ${line.text}`;
    }
  }
  const last = rest.at(-1);
  return last?.from === "client" ? `No reply to ${last.text}` : undefined;
}

// Of a reply of several lines the last one counts; each other has a hyphen behind its code.
function isWhole({ from, text }: Transcript["lines"][number]): boolean {
  return from === "client" || text[3] !== "-";
}

// What is not printable is shown as "?". BDAT that was understood is answered when its chunk is in, which is a line of its own. RFC 3030 §2.
function isAnswered(
  { from, text }: Transcript["lines"][number],
  index: number,
  all: Transcript["lines"],
): boolean {
  if (from === "server" || !/^[\s?]*BDAT\b/i.test(text)) return true;
  return all[index + 1]?.from === "server";
}

/** A mail that was taken has had its end; and each 250 for one is a mail that was taken. */
function inventedMail(
  sent: string,
  { replies, mails }: Transcript,
): string | undefined {
  const promised = replies.match(/^250 2\.0\.0 Queued as/gm)?.length ?? 0;
  if (promised !== mails.length) {
    return `${mails.length} mails were taken, ${promised} promised`;
  }
  // A line end stands before the first line of a mail already, and that of a command may be LF alone.
  const ends = sent.match(/(?:\r\n|DATA\s*\n)\.(?=\r\n)/gi)?.length ?? 0;
  const chunks = sent.match(/BDAT[^\n]*LAST[^\n]*\n/gi)?.length ?? 0;
  return mails.length > ends + chunks
    ? `${mails.length} mails were taken, ${ends} ended with CRLF.CRLF, ${chunks} with BDAT LAST`
    : undefined;
}
