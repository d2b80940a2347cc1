import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { type LogDisk, LogFile } from "./log_file.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const limits = { bytes: 100, files: 3 };

/** A disk in memory, with room for so many bytes, on which some files cannot be renamed. */
class MemoryDisk implements LogDisk {
  readonly files = new Map<string, Uint8Array>();
  readonly held = new Set<string>();
  free = Infinity;

  open(path: string) {
    if (this.free === 0) throw new Error("No space left");
    const size = this.files.get(path)?.length ?? 0;
    return {
      size,
      write: (bytes: Uint8Array) => {
        if (this.free === 0) throw new Error("No space left");
        const count = Math.min(this.free, bytes.length);
        this.free -= count;
        const before = this.files.get(path) ?? new Uint8Array();
        this.files.set(
          path,
          Uint8Array.from([...before, ...bytes.subarray(0, count)]),
        );
        return count;
      },
      close: () => {},
    };
  }

  rename(from: string, to: string): void {
    if (this.held.has(from)) throw new Error("Held by another program");
    const file = this.files.get(from);
    if (file === undefined) return;
    this.files.set(to, file);
    this.files.delete(from);
  }

  text(path: string): string {
    return decoder.decode(this.files.get(path) ?? new Uint8Array());
  }
}

function write(log: LogFile, ...lines: readonly string[]): void {
  for (const line of lines) log.writeSync(encoder.encode(`${line}\n`));
}

Deno.test("a log makes its folder and goes on in the file that is there", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "data", "cellpost.log");
  for (const line of ["one", "two"]) {
    using log = new LogFile(path);
    write(log, line);
  }
  assert.equal(Deno.readTextFileSync(path), "one\ntwo\n");
});

Deno.test("a log keeps so many files, the oldest lines go first", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cellpost.log");
  using log = new LogFile(path, { limits });
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 100}`);
  write(log, ...lines);
  const names = ["cellpost.2.log", "cellpost.1.log", "cellpost.log"];
  const kept = names.map((name) =>
    Deno.readTextFileSync(join(folder.path, name))
  );
  assert.deepEqual(
    [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(),
    names.toSorted(),
  );
  assert.ok(kept.every((text) => text.length <= limits.bytes));
  assert.ok(`${lines.join("\n")}\n`.endsWith(kept.join("")));
  // 11 lines fit into a file, and one file is not full.
  assert.equal(kept.join("").split("\n").length - 1, 11 + 11 + 7);
});

Deno.test("a full disk ends no service: the log says how many lines are missing once there is room again", () => {
  const disk = new MemoryDisk();
  using log = new LogFile("/cellpost.log", { disk });
  disk.free = 6;
  write(log, "one", "two", "three", "four");
  disk.free = Infinity;
  write(log, "five", "six");
  assert.equal(
    disk.text("/cellpost.log"),
    "one\ntw\n(3 lines are missing here: No space left)\nfive\nsix\n",
  );
});

Deno.test("a log that another program holds open goes on beyond its limit, and is rotated when it is free", () => {
  const disk = new MemoryDisk();
  using log = new LogFile("/cellpost.log", { disk, limits });
  disk.held.add("/cellpost.log");
  write(log, "a".repeat(90), "b".repeat(20), "c".repeat(5));
  assert.equal(disk.text("/cellpost.log").length, 91 + 21 + 6);
  assert.equal(disk.text("/cellpost.1.log"), "");
  disk.held.clear();
  // Tried again when it has grown by a tenth.
  write(log, "d".repeat(5), "e");
  assert.equal(disk.text("/cellpost.log"), "e\n");
  assert.equal(disk.text("/cellpost.1.log").length, 91 + 21 + 6 + 6);
});

Deno.test("every line is there or counted, whenever the disk is full", () => {
  const step = fc.record({
    free: fc.constantFrom(0, 3, 10, Infinity),
    length: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const disk = new MemoryDisk();
    using log = new LogFile("/x.log", { disk });
    for (const [at, { free, length }] of steps.entries()) {
      disk.free = free;
      write(log, `<${at}${"x".repeat(length)}>`);
    }
    disk.free = Infinity;
    write(log, "<end>");
    const text = disk.text("/x.log");
    const whole = text.match(/^<.*>$/gm)?.length ?? 0;
    const missing = [...text.matchAll(/^\((\d+) lines? (?:is|are)/gm)]
      .reduce((sum, [, count]) => sum + Number(count), 0);
    // A line whose gap notice did not fit is counted again with the next one.
    assert.ok(whole + missing >= steps.length + 1, text);
    assert.ok(text.endsWith("<end>\n"));
  }));
});
