import assert from "node:assert/strict";
import { settle } from "../../tests/support/manual_clock.ts";
import { Splice, type SpliceEnd } from "./splice.ts";

/** An end whose other side is the test. */
class FakeEnd implements SpliceEnd {
  written = "";
  writeClosed = false;
  closed = false;
  #take = Infinity;
  #inbox: (Uint8Array | null | Error)[] = [];
  #waiting: (() => void)[] = [];

  /** What the other side sends: text, its end (null), or its failure. */
  send(...pieces: (string | null | Error)[]): Promise<void> {
    const encoder = new TextEncoder();
    for (const piece of pieces) {
      this.#inbox.push(
        typeof piece === "string" ? encoder.encode(piece) : piece,
      );
    }
    this.#wake();
    return settle();
  }

  /** Takes at most so many bytes a write; none means for ever. */
  takes(bytes: number): void {
    this.#take = bytes;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#inbox.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.closed) throw new Deno.errors.BadResource("Closed");
    const piece = this.#inbox.shift() ?? null;
    if (piece instanceof Error) throw piece;
    if (piece === null) return null;
    buffer.set(piece);
    return piece.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (this.#take === 0 && !this.closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.closed) throw new Deno.errors.BadResource("Closed");
    const taken = bytes.subarray(0, this.#take);
    this.written += new TextDecoder().decode(taken);
    return taken.length;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  closeWrite(): Promise<void> {
    this.writeClosed = true;
    return Promise.resolve();
  }

  close(): void {
    if (this.closed) throw new Deno.errors.BadResource("Closed");
    this.closed = true;
    this.#wake();
  }
}

function spliced() {
  const client = new FakeEnd();
  const server = new FakeEnd();
  return { client, server, splice: new Splice(client, server) };
}

Deno.test("a splice carries bytes both ways, however few are taken at a time", async () => {
  const { client, server, splice } = spliced();
  server.takes(2);
  await client.send("EHLO a", "\r\n");
  await server.send("250 gw\r\n");
  assert.equal(server.written, "EHLO a\r\n");
  assert.equal(client.written, "250 gw\r\n");
  splice.cut();
  await splice.done;
});

Deno.test("a client that sends no more hears the answer, then both ends close", async () => {
  const { client, server, splice } = spliced();
  await client.send("QUIT\r\n", null);
  assert.equal(server.writeClosed, true);
  assert.equal(client.closed, false);
  await server.send("221 bye\r\n", null);
  await splice.done;
  assert.equal(client.written, "221 bye\r\n");
  assert.ok(client.closed && server.closed);
});

Deno.test("a break of either end closes both", async () => {
  const reset = () => new Deno.errors.ConnectionReset("by the test");
  for (const broken of ["client", "server"] as const) {
    const ends = spliced();
    await ends[broken].send(reset());
    await ends.splice.done;
    assert.ok(ends.client.closed && ends.server.closed, broken);
  }
});

Deno.test("an end that takes nothing keeps both open until they are cut", async () => {
  const { client, server, splice } = spliced();
  client.takes(0);
  await server.send("250 gw\r\n", null);
  assert.equal(client.closed, false);
  splice.cut();
  splice.cut();
  await splice.done;
  assert.ok(client.closed && server.closed);
});
