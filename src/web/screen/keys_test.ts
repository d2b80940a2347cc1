import assert from "node:assert/strict";
import { keyCommand, moveInList } from "./keys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, inField: false };

Deno.test("keys command, unless somebody types or holds a modifier", () => {
  const rows = [
    ["/", "search"],
    ["n", "compose"],
    ["?", "help"],
    ["Escape", "close"],
    ["x", undefined],
  ] as const;
  for (const [key, command] of rows) {
    assert.equal(keyCommand({ ...plain, key }), command);
    for (const chord of ["ctrlKey", "metaKey", "altKey"]) {
      assert.equal(keyCommand({ ...plain, key, [chord]: true }), undefined);
    }
  }
  assert.equal(keyCommand({ ...plain, key: "n", inField: true }), undefined);
  const escape = { ...plain, key: "Escape", inField: true };
  assert.equal(keyCommand(escape), "close");
});

Deno.test("moving stays within the list", () => {
  const rows = [
    ["ArrowDown", -1, 0],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 0, 0],
    ["ArrowUp", -1, 0],
    ["PageDown", 0, 3],
    ["PageUp", 9, 6],
    ["Home", 5, 0],
    ["End", 0, 9],
    ["a", 5, undefined],
  ] as const;
  for (const [key, at, to] of rows) {
    assert.equal(moveInList(key, { at, count: 10, page: 4 }), to, key);
  }
  const empty = { at: -1, count: 0, page: 4 };
  assert.equal(moveInList("ArrowDown", empty), undefined);
});
