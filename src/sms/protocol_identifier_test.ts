import assert from "node:assert/strict";
import {
  encodeProtocolIdentifier,
  replaceTypeOf,
} from "./protocol_identifier.ts";

Deno.test("replaceTypeOf() knows 41 to 47, and takes all other identifiers for plain messages", () => {
  const types = Array.from({ length: 256 }, (_, pid) => replaceTypeOf(pid));
  assert.deepEqual(types.slice(0x40, 0x49), [
    undefined,
    ...[1, 2, 3, 4, 5, 6, 7],
    undefined,
  ]);
  assert.equal(types.filter((type) => type !== undefined).length, 7);
});

Deno.test("encodeProtocolIdentifier() lets only a message of one segment replace another", () => {
  for (let type = 1; type <= 7; type++) {
    const identifier = encodeProtocolIdentifier(type, { segments: 1 });
    assert.equal(replaceTypeOf(identifier), type);
    assert.equal(encodeProtocolIdentifier(type, { segments: 2 }), 0);
  }
  assert.equal(encodeProtocolIdentifier(0, { segments: 1 }), 0);
});
