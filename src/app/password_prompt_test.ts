import assert from "node:assert/strict";
import { CommandError } from "./exit_code.ts";
import { askPassword } from "./password_prompt.ts";
import { Screen } from "./screen.ts";

interface Typing {
  readonly text: string;
  readonly terminal?: boolean;
  readonly fromPipe?: boolean;
}

/** Asks for a password that is typed so; gives it, or the refusal, and what was shown. */
async function ask({ text, terminal = true, fromPipe = false }: Typing) {
  const shown: string[] = [];
  const stream = {
    isTerminal: () => terminal,
    writeSync: (bytes: Uint8Array) => {
      shown.push(new TextDecoder().decode(bytes));
      return bytes.length;
    },
  };
  let rest = new TextEncoder().encode(text);
  const keyboard = {
    isTerminal: () => terminal,
    setRaw: () => {},
    read(buffer: Uint8Array) {
      const [byte] = rest;
      if (byte === undefined) return Promise.resolve(null);
      buffer[0] = byte;
      rest = rest.subarray(1);
      return Promise.resolve(1);
    },
  };
  const screen = new Screen(stream, stream);
  const answer = await askPassword("anna", { screen, keyboard, fromPipe })
    .then((secret) => secret.reveal(), (error) => {
      assert.ok(error instanceof CommandError, String(error));
      return `${error.code}: ${error.message}`;
    });
  return { answer, shown: shown.join("") };
}

Deno.test("on a terminal it asks twice, shows no key, and cleans up", async () => {
  const { answer, shown } = await ask({
    text: "correct horse\rcorrect horse\r",
  });
  assert.equal(answer, "correct horse");
  assert.equal(
    shown.replaceAll("\r\x1b[2K", "|"),
    "|Password for anna: |The same again: |",
  );
});

Deno.test("passwords that will not do are refused with the reason, and never shown", async () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ["correct horse\rcorrect house\r", /^1: The two passwords differ/],
    ["short\r", /^1: The password has 5 of at least 8 characters/],
    ["😀😀😀😀😀😀😀\r", /^1: The password has 7 of at least 8/],
    ["\x1b[A\x1b[A\x1b[A\r", /^1: The password has control characters/],
    ["\x03", /^1: No password, so nothing is changed/],
    ["correct horse\r\x03", /^1: No password, so nothing is changed/],
  ];
  for (const [text, words] of rows) {
    const { answer, shown } = await ask({ text });
    assert.match(answer, words);
    assert.ok(!`${answer}${shown}`.includes("correct"), answer);
  }
});

Deno.test("from a pipe it reads one line", async () => {
  const pipe = { text: "correct horse\r\nand more\n", terminal: false };
  assert.deepEqual(await ask(pipe), { answer: "correct horse", shown: "" });
  const asked = await ask({ ...pipe, terminal: true, fromPipe: true });
  assert.equal(asked.answer, "correct horse");
  const none = await ask({ text: "", terminal: false });
  assert.match(none.answer, /^2: No password on stdin/);
});
