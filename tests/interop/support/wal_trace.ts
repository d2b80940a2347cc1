/**
 * Reads what strace wrote, and checks the one order that a durable queue stands on: commit record written, log synced, and
 * only then the 250.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The system calls that the check needs; strace's `-e trace=`. SQLite writes by pwrite64, sockets by sendto. */
export const tracedCalls = "pwrite64,write,writev,sendto,sendmsg,fsync," +
  "fdatasync";

/** One finished call. Positions count the lines of the trace. */
export interface TracedCall {
  readonly name: string;
  /** The arguments as strace wrote them. */
  readonly args: string;
  readonly result: number;
  /** Where it was begun and where it had returned; the same line when nothing happened in between. */
  readonly begun: number;
  readonly returned: number;
}

/** What the check found. */
export interface WalVerdict {
  /** Mails whose 250 is in the trace. */
  readonly answered: readonly string[];
  /** Syncs of the log. */
  readonly syncs: number;
  /** A sentence for each mail that was promised too early; empty when all is well. */
  readonly violations: readonly string[];
}

/** Reads a trace made with `-f -y -o FILE`. */
export function parseTrace(text: string): readonly TracedCall[] {
  const calls: TracedCall[] = [];
  const unfinished = new Map<string, { head: string; begun: number }>();
  for (const [position, line] of text.split("\n").entries()) {
    const [, thread = "", rest = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const [, head] = /^(.*?)\s*<unfinished \.\.\.>$/.exec(rest) ?? [];
    if (head !== undefined) {
      unfinished.set(thread, { head, begun: position });
      continue;
    }
    const [, tail] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const before = tail === undefined ? undefined : unfinished.get(thread);
    if (tail !== undefined) unfinished.delete(thread);
    const call = readCall(`${before?.head ?? ""}${tail ?? rest}`);
    if (call === undefined) continue;
    const begun = before?.begun ?? position;
    calls.push({ ...call, begun, returned: position });
  }
  return calls;
}

function readCall(
  text: string,
): Pick<TracedCall, "name" | "args" | "result"> | undefined {
  const match = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(text);
  if (match === null) return undefined;
  const [, name = "", args = "", result] = match;
  return { name, args, result: Number(result) };
}

/**
 * Checks every mail that was answered 250: the transaction that holds it was written whole, to its commit record; after
 * that a sync of the log was begun, and it had returned before the 250 was sent.
 */
export function checkWalOrder(calls: readonly TracedCall[]): WalVerdict {
  const writes = calls.filter(isLogWrite).map(logWrite);
  const syncs = calls.filter(({ name, args, result }) =>
    /^f(?:data)?sync$/.test(name) && ofLog.test(args) && result === 0
  );
  const answers = calls.flatMap((call) =>
    [...call.args.matchAll(/250 2\.0\.0 Queued as (\w{16})/g)]
      .map(([, id = ""]) => ({ id, call }))
  );
  const violations = answers.flatMap(({ id, call }) => {
    const first = writes.find(({ content }) => content.includes(id));
    if (first === undefined) return [`${id} was answered and never written`];
    const commit = writes.find(({ call, commits }) =>
      commits && call.begun >= first.call.begun
    );
    if (commit === undefined || commit.call.begun > call.begun) {
      return [`${id} was answered before its transaction was committed`];
    }
    const end = endOfTransaction(writes, commit);
    const synced = syncs.some(({ begun, returned }) =>
      begun > end && returned < call.begun
    );
    return synced ? [] : [`${id} was answered before its commit was synced`];
  });
  return {
    answered: answers.map(({ id }) => id),
    syncs: syncs.length,
    violations,
  };
}

const ofLog = /^\d+<[^>]*-wal>/;

function isLogWrite({ name, args }: TracedCall): boolean {
  return name === "pwrite64" && ofLog.test(args);
}

interface LogWrite {
  readonly call: TracedCall;
  /** The bytes, a character each. */
  readonly content: string;
  readonly offset: number;
  /** Whether it holds the header of a frame that commits. */
  readonly commits: boolean;
}

// The format of SQLite's write-ahead log: a header, then frames of a header and a page each. A frame header's second word
// is the size of the database, and not zero only in the last frame of a transaction.
const logHeader = 32;
const frameHeader = 24;
const frame = frameHeader + 4096;

function logWrite(call: TracedCall): LogWrite {
  const [, quoted = ""] = /"((?:[^"\\]|\\.)*)"/.exec(call.args) ?? [];
  const content = unquote(quoted);
  const offset = Number(/(\d+)$/.exec(call.args)?.[1]);
  const beginsFrame = offset >= logHeader &&
    (offset - logHeader) % frame === 0;
  const size = Buffer.from(content.slice(4, 8), "latin1");
  const commits = beginsFrame && size.length === 4 && size.readUInt32BE() > 0;
  return { call, content, offset, commits };
}

/** When the last byte of the commit frame had been written: its page may come in a write of its own. */
function endOfTransaction(
  writes: readonly LogWrite[],
  commit: LogWrite,
): number {
  const page = writes.find(({ call, offset }) =>
    call.begun > commit.call.begun && offset === commit.offset + frameHeader
  );
  const whole = commit.content.length > frameHeader;
  return (whole ? commit : page ?? commit).call.returned;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  f: "\f",
};

function unquote(quoted: string): string {
  return quoted.replace(
    /\\(?:([0-7]{1,3})|(.))/g,
    (_, octal: string | undefined, plain: string) =>
      octal === undefined
        ? escapes[plain] ?? plain
        : String.fromCharCode(parseInt(octal, 8)),
  );
}
