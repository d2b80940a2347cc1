import assert from "node:assert/strict";
import type { InboxView } from "../../desk/mod.ts";
import { bearable } from "./inbox_page.ts";

const mail = (length: number): InboxView => ({
  ...{ kind: "postmaster", receivedAt: 1, from: "", subject: "" },
  text: "x".repeat(length),
});

Deno.test("bearable() answers the newest until their texts are too long, and one at least", () => {
  const rows: readonly (readonly [readonly number[], number])[] = [
    [[], 0],
    [[10, 20, 30], 3],
    [[400_000, 600_000, 0, 1], 3],
    [Array(200).fill(65_000), 15],
    [[2_000_000, 1], 1],
  ];
  for (const [lengths, count] of rows) {
    const items = lengths.map(mail);
    assert.deepEqual(bearable(items), items.slice(0, count));
  }
});
