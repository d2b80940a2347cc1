import { decodeCharset } from "./charset.ts";
import { unflow } from "./flowed.ts";
import { readStructured, type StructuredValue } from "./header.ts";
import type { Leaf, Multipart, Part } from "./mime_outline.ts";
import { decodeTransfer } from "./transfer_encoding.ts";

/** Which leaves count: in an alternative, first only those of plain text. */
type Kind = "plain" | "any";

/** Reads the words out of a message's parts. */
export class BodyReader {
  readonly #root: Part;
  // One mail's budget: a hundred parts of HTML may cost no more than one.
  #bytesLeft = 256 * 1024;

  constructor(root: Part) {
    this.#root = root;
  }

  /**
   * The text of the whole message, not yet cleaned; "" when no part holds any. Of alternatives (RFC 2046 §5.1.4) the
   * first with plain text, or else with any; all other texts in their order.
   */
  read(): Promise<string> {
    return this.#read(this.#root, "any");
  }

  /** The leaves that hold no text to be read: files, pictures, forwarded mails. */
  attachments(): readonly Leaf[] {
    return this.#leaves(this.#root).filter((leaf) => !this.#isText(leaf));
  }

  async #read(part: Part, kind: Kind): Promise<string> {
    if (part.kind === "leaf") return await this.#readLeaf(part, kind);
    if (part.subtype !== "alternative") return await this.#readAll(part, kind);
    const plain = await this.#readFirst(part, "plain");
    return plain === "" && kind === "any"
      ? await this.#readFirst(part, "any")
      : plain;
  }

  async #readAll({ parts }: Multipart, kind: Kind): Promise<string> {
    const texts: string[] = [];
    for (const part of parts) {
      const text = await this.#read(part, kind);
      if (text !== "") texts.push(text);
    }
    return texts.join("\n");
  }

  async #readFirst({ parts }: Multipart, kind: Kind): Promise<string> {
    for (const part of parts) {
      const text = await this.#read(part, kind);
      if (text !== "") return text;
    }
    return "";
  }

  async #readLeaf(leaf: Leaf, kind: Kind): Promise<string> {
    const { type } = leaf;
    const isHtml = type.value === "text/html";
    if (!this.#isText(leaf) || (isHtml && kind === "plain")) return "";
    const body = leaf.body.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= body.length;
    const bytes = await decodeTransfer(
      body,
      leaf.header.get("content-transfer-encoding") ?? "",
    );
    const text = await decodeCharset(
      bytes,
      type.parameters.get("charset") ?? "",
    );
    const readable = isHtml ? await textOfHtml(text) : unfold(text, type);
    return readable.trim() === "" ? "" : readable;
  }

  #isText(leaf: Leaf): boolean {
    if (
      readStructured(leaf.header.get("content-disposition")).value ===
        "attachment"
    ) return false;
    const { value } = leaf.type;
    // Bogus types, such as "text" alone, are plain text; so is a mail that is text of an unknown kind as a whole.
    return value === "text/plain" || value === "text/html" ||
      !value.includes("/") ||
      (leaf === this.#root && value.startsWith("text/"));
  }

  #leaves(part: Part): readonly Leaf[] {
    return part.kind === "leaf"
      ? [part]
      : part.parts.flatMap((each) => this.#leaves(each));
  }
}

function unfold(text: string, { parameters }: StructuredValue): string {
  if (parameters.get("format")?.toLowerCase() !== "flowed") return text;
  return unflow(text, parameters.get("delsp")?.toLowerCase() === "yes");
}

async function textOfHtml(html: string): Promise<string> {
  const { htmlToText } = await import("./html_text.ts");
  return htmlToText(html);
}
