import type { RawMessage } from "../model/mod.ts";
import {
  type Header,
  HeaderReader,
  readStructured,
  type StructuredValue,
} from "./header.ts";
import { MimeScanner } from "./mime_scanner.ts";

/** A part that holds something itself. */
export interface Leaf {
  readonly kind: "leaf";
  readonly header: Header;
  /** Its Content-Type; the value is "" when there is none. */
  readonly type: StructuredValue;
  /** Its body, still encoded: a window on the message, not a copy. */
  readonly body: Uint8Array;
}

/** A part that holds parts. */
export interface Multipart {
  readonly kind: "multipart";
  /** "alternative", "mixed" and so on, in lower case. */
  readonly subtype: string;
  readonly parts: readonly Part[];
}

/** One node of a message's MIME structure. RFC 2046. */
export type Part = Leaf | Multipart;

/** A message's own header, empty when it has none, and its structure. */
export interface MimeOutline {
  readonly header: Header;
  /** The number of its Received fields. */
  readonly receivedCount: number;
  readonly root: Part;
}

// Real mails stay far below both; they bound what a hostile one can cost.
const mostParts = 100;
const deepest = 20;
const noHeader: Header = new Map();

interface Walk {
  readonly scanner: MimeScanner;
  partsLeft: number;
}

/**
 * Finds a message's parts without decoding any. A header block counts only when it holds a field that only mails have;
 * otherwise all is body. Damage is taken as it comes: a missing final boundary ends with the message, and a multipart
 * without parts is its own text. Yields where the caller should let others work.
 */
export function* outlineOf(raw: RawMessage): Generator<void, MimeOutline> {
  const scanner = new MimeScanner(raw);
  const { header, receivedCount, holdsMailField } = yield* readHeader(scanner);
  if (holdsMailField) {
    return {
      header,
      receivedCount,
      root: yield* readPart({ scanner, partsLeft: mostParts }, header, 0),
    };
  }
  const headerless = new MimeScanner(raw);
  // Some clients without header fields still send the empty line behind them.
  headerless.passEmptyLine();
  return {
    header: noHeader,
    receivedCount: 0,
    root: plainLeaf(raw.subarray(headerless.at)),
  };
}

function* readHeader(scanner: MimeScanner): Generator<void, HeaderReader> {
  const reader = new HeaderReader();
  while (!scanner.passEmptyLine() && !scanner.atDelimiter()) {
    reader.add(scanner.readLine());
    if (scanner.mayPause()) yield;
  }
  return reader;
}

function* readPart(
  walk: Walk,
  header: Header,
  depth: number,
): Generator<void, Part> {
  const { scanner } = walk;
  const start = scanner.at;
  const type = readStructured(header.get("content-type"));
  const { value, parameters } = type;
  const boundary = parameters.get("boundary") ?? "";
  const isMultipart = value.startsWith("multipart/");
  if (!isMultipart || boundary === "" || depth === deepest) {
    const { start: end } = yield* scanner.toDelimiter();
    const body = scanner.window(start, end);
    return isMultipart && boundary === ""
      ? plainLeaf(body)
      : { kind: "leaf", header, type, body };
  }
  const level = scanner.open(boundary);
  const preamble = yield* scanner.toDelimiter();
  const parts = yield* readParts(walk, level, depth + 1);
  return parts.length === 0
    ? plainLeaf(scanner.window(start, preamble.start))
    : { kind: "multipart", subtype: value.slice("multipart/".length), parts };
}

function* readParts(
  walk: Walk,
  level: number,
  depth: number,
): Generator<void, readonly Part[]> {
  const { scanner } = walk;
  const parts: Part[] = [];
  for (;;) {
    const delimiter = yield* scanner.toDelimiter();
    if (delimiter.level !== level) break;
    scanner.readLine();
    if (delimiter.closing) {
      scanner.close(level);
      // The epilogue, which nobody reads.
      yield* scanner.toDelimiter();
      return parts;
    }
    if (walk.partsLeft-- === 0) {
      scanner.skipAll();
      break;
    }
    const { header } = yield* readHeader(scanner);
    parts.push(yield* readPart(walk, header, depth));
  }
  scanner.close(level);
  return parts;
}

function plainLeaf(body: Uint8Array): Leaf {
  return {
    kind: "leaf",
    header: noHeader,
    type: readStructured(undefined),
    body,
  };
}
