import assert from "node:assert/strict";
import { EventStreams } from "./event_streams.ts";

const holder = { address: "192.0.2.7" };

function source() {
  const ended = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("data: 1\n\n"));
    },
    cancel: () => ended.resolve(),
  });
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  return { response: new Response(body, { headers }), ended: ended.promise };
}

Deno.test("an event stream passes on what it is given until it is ended, and its maker hears of it", async () => {
  const streams = new EventStreams();
  const { response, ended } = source();
  const admitted = streams.admit(response, holder);
  const reader = admitted.body!.pipeThrough(new TextDecoderStream())
    .getReader();
  assert.deepEqual(await reader.read(), { done: false, value: "data: 1\n\n" });
  assert.equal(streams.size, 1);
  streams.endAll();
  assert.equal(streams.size, 0);
  assert.deepEqual(await reader.read(), { done: true, value: undefined });
  await ended;
  assert.equal(streams.admit(source().response, holder).status, 503);
});

Deno.test("a client that goes ends its stream", async () => {
  const streams = new EventStreams();
  const { response, ended } = source();
  await streams.admit(response, holder).body!.cancel();
  await ended;
  assert.equal(streams.size, 0);
});

Deno.test("one client has at most 16 streams, and leaves room for others", async () => {
  const streams = new EventStreams();
  for (let n = 0; n < 16; n++) {
    assert.equal(streams.admit(source().response, holder).status, 200);
  }
  const { response, ended } = source();
  assert.equal(streams.admit(response, holder).status, 429);
  await ended;
  const other = { address: "192.0.2.8" };
  assert.equal(streams.admit(source().response, other).status, 200);
  streams.endWhere(({ address }) => address === holder.address);
  assert.equal(streams.size, 1);
});

Deno.test("what is no event stream passes as it is", () => {
  const streams = new EventStreams();
  const response = new Response("x");
  assert.equal(streams.admit(response, holder), response);
  assert.equal(streams.size, 0);
});
