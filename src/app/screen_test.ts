import assert from "node:assert/strict";
import { type OutputStream, Screen } from "./screen.ts";

class FakeStream implements OutputStream {
  text = "";
  readonly #terminal: boolean;
  readonly #most: number;

  constructor(terminal: boolean, most = Infinity) {
    this.#terminal = terminal;
    this.#most = most;
  }

  isTerminal(): boolean {
    return this.#terminal;
  }

  writeSync(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#most);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }
}

Deno.test("results and notes keep their streams", () => {
  const stdout = new FakeStream(false);
  const stderr = new FakeStream(false);
  const screen = new Screen(stdout, stderr);
  screen.result("a result");
  screen.note("a note");
  screen.status("never seen");
  assert.equal(stdout.text, "a result\n");
  assert.equal(stderr.text, "a note\n");
});

Deno.test("on a terminal the live line stays below the lines", () => {
  const terminal = new FakeStream(true);
  const screen = new Screen(terminal, terminal);
  screen.status("accepted 1");
  screen.note("a note");
  screen.status("accepted 2");
  screen.status("accepted 2");
  screen.status("");
  const erase = "\r\x1b[2K";
  assert.equal(
    terminal.text,
    `${erase}accepted 1${erase}a note\naccepted 1${erase}accepted 2${erase}`,
  );
});

Deno.test("a stream that takes little at a time gets all", () => {
  const stdout = new FakeStream(false, 3);
  new Screen(stdout, stdout).result("longer than three");
  assert.equal(stdout.text, "longer than three\n");
});

Deno.test("for programs each line is JSON", () => {
  const stdout = new FakeStream(false);
  const stderr = new FakeStream(false);
  const screen = new Screen(stdout, stderr, { json: true });
  screen.status("accepted 1");
  screen.data([{ text: "one\ntwo", modem: undefined }]);
  screen.note('a "note"');
  screen.error("No message\nof that id");
  assert.equal(stdout.text, '[{"text":"one\\ntwo"}]\n');
  assert.equal(
    stderr.text,
    '{"note":"a \\"note\\""}\n{"error":"No message\\nof that id"}\n',
  );
});

for (
  const [what, error] of [
    ["reader", new Deno.errors.BrokenPipe("gone")],
    ["terminal", Object.assign(new Error("gone"), { code: "EIO" })],
  ] as const
) {
  Deno.test(`a ${what} that has gone is no error`, () => {
    const gone: OutputStream = {
      isTerminal: () => false,
      writeSync() {
        throw error;
      },
    };
    new Screen(gone, gone).result("into the void");
  });
}

/** A log file, or a result, on a disk that has no room. */
const fullDisk: OutputStream = {
  isTerminal: () => false,
  writeSync() {
    throw new Error("No space left on device (os error 28)");
  },
};

Deno.test("a log that cannot be written stops nothing", () => {
  const screen = new Screen(fullDisk, fullDisk);
  screen.note("m1 usable");
  screen.error("No modem");
  screen.status("accepted 1");
  screen.show("SMS to +46701234567");
});

Deno.test("a result that cannot be written is told in one line, unless nobody reads it", () => {
  const screen = new Screen(fullDisk, fullDisk);
  assert.throws(() => screen.result("exported"), {
    name: "CommandError",
    code: 3,
    message: "Cannot write the result: No space left on device (os error 28)",
  });
  const closed = {
    ...fullDisk,
    writeSync() {
      throw new Deno.errors.BrokenPipe();
    },
  };
  new Screen(closed, closed).result("exported");
});
