import type { Chance } from "./chance.ts";
import type { Session } from "./corpus.ts";

/** What grows without limit in a loop of mutations is cut here, bytes. */
const longest = 60_000;

const lineEnds = ["\n", "\r", "\r\r\n", "\n\r", "", "\0\r\n", "\r\0\n"];

const strange = [
  "\0",
  "\x1a",
  "\x1b",
  "\x7f",
  "\x80",
  "\xff",
  "\xc3\xa9",
  "\xe2\x80\x8b",
  " ",
  "\t",
  ".",
  "..",
  "<",
  ">",
  '"',
  "\\",
  ":",
  "@",
  "=",
  "+",
];

/** Whole lines that sessions turn on. */
const lines = [
  "HELO a\r\n",
  "EHLO a\r\n",
  "MAIL FROM:<a@b.c>\r\n",
  "MAIL FROM:<> SIZE=99999999999999999999\r\n",
  "RCPT TO:<+919812345678>\r\n",
  "RCPT TO:<postmaster>\r\n",
  "DATA\r\n",
  ".\r\n",
  "RSET\r\n",
  "NOOP\r\n",
  "QUIT\r\n",
  "STARTTLS\r\n",
  "AUTH LOGIN\r\n",
  "AUTH PLAIN AGFubmEAc2VjcmV0\r\n",
  "*\r\n",
  "BDAT 5\r\nabcde",
  "BDAT 3 LAST\r\nxyz",
  "BDAT 99999999999999999999 LAST\r\n",
  "GET / HTTP/1.1\r\n",
  "\r\n",
];

type Mutation = (session: Session, chance: Chance) => Session;

const mutations: readonly Mutation[] = [
  duplicateLine,
  dropLine,
  swapLines,
  insertLine,
  changeLineEnd,
  truncateLine,
  flipBit,
  insertStrange,
  insertLongRun,
  changeNumber,
  changeCase,
];

/** A session as no client would lead it: some lines of one dialog, perhaps some of another, a few of them spoilt. */
export function mutated(corpus: readonly Session[], chance: Chance): string {
  let session = chance.pick(corpus);
  if (chance.oneIn(2)) session = splice(session, chance.pick(corpus), chance);
  for (let left = chance.below(8); left > 0; left--) {
    session = chance.pick(mutations)(session, chance);
  }
  return session.join("").slice(0, longest);
}

function splice(one: Session, other: Session, chance: Chance): Session {
  const head = one.slice(0, chance.below(one.length + 1));
  return [...head, ...other.slice(chance.below(other.length))];
}

function duplicateLine(session: Session, chance: Chance): Session {
  const at = chance.below(session.length);
  const times = 1 + chance.below(chance.oneIn(10) ? 200 : 3);
  const line = session[at] ?? "";
  return session.toSpliced(at, 0, ...new Array<string>(times).fill(line));
}

function dropLine(session: Session, chance: Chance): Session {
  return session.toSpliced(chance.below(session.length), 1);
}

function swapLines(session: Session, chance: Chance): Session {
  const from = chance.below(session.length);
  const line = session[from] ?? "";
  const rest = session.toSpliced(from, 1);
  return rest.toSpliced(chance.below(session.length), 0, line);
}

function insertLine(session: Session, chance: Chance): Session {
  const at = chance.below(session.length + 1);
  return session.toSpliced(at, 0, chance.pick(lines));
}

function changeLineEnd(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    return line.replace(/\r?\n$/, chance.pick(lineEnds));
  });
}

function truncateLine(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    return line.slice(0, chance.below(line.length));
  });
}

function flipBit(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    const at = chance.below(line.length);
    const code = line.charCodeAt(at) ^ (1 << chance.below(8));
    return line.slice(0, at) + String.fromCharCode(code) + line.slice(at + 1);
  });
}

function insertStrange(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    const at = chance.below(line.length + 1);
    return line.slice(0, at) + chance.pick(strange) + line.slice(at);
  });
}

function insertLongRun(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    const at = chance.below(line.length + 1);
    const length = 1 << chance.below(16);
    return line.slice(0, at) + chance.pick(strange).repeat(length) +
      line.slice(at);
  });
}

function changeNumber(session: Session, chance: Chance): Session {
  const numbers = ["0", "-1", "1", "7", "65536", "4294967296", "1e9", ""];
  return changed(session, chance, (line) => {
    return line.replace(/\d+/, chance.pick(numbers));
  });
}

function changeCase(session: Session, chance: Chance): Session {
  return changed(session, chance, (line) => {
    return chance.oneIn(2) ? line.toLowerCase() : line.toUpperCase();
  });
}

function changed(
  session: Session,
  chance: Chance,
  change: (line: string) => string,
): Session {
  if (session.length === 0) return session;
  const at = chance.below(session.length);
  return session.with(at, change(session[at] ?? ""));
}

/** Cuts bytes into pieces, as the network may: one, a few, or each byte alone. */
export function cutAnyhow(
  bytes: Uint8Array,
  chance: Chance,
): readonly Uint8Array[] {
  // The longest ones would take all the time that there is.
  const smallest = bytes.length < 4_000 ? 0 : 2;
  const largest = chance.pick([1, 7, 100, 3_000, Infinity].slice(smallest));
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + chance.below(Math.min(largest, bytes.length - at));
    const length = largest === Infinity ? bytes.length : size;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
