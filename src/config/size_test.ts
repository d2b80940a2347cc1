import assert from "node:assert/strict";
import { parseSize } from "./size.ts";

Deno.test("parseSize() counts KB in thousands and KiB in 1,024s", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["0B", 0],
    ["512B", 512],
    ["64KB", 64_000],
    ["64KiB", 65_536],
    ["10MB", 10_000_000],
    ["1MiB", 1_048_576],
    ["2GB", 2_000_000_000],
    ["1GiB", 1_073_741_824],
    ["10 MB", 10_000_000],
    ["10mb", 10_000_000],
    ["1mib", 1_048_576],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

Deno.test("parseSize() refuses what is not a size", () => {
  const cases = ["", "10", "MB", "-1MB", "1.5MB", "10 QB", "10MBytes"];
  for (const text of [...cases, "1MB ", " 1MB", "10  MB", "1TB", "0x1MB"]) {
    assert.equal(parseSize(text), undefined, text);
  }
});
