import assert from "node:assert/strict";
import { wordIn } from "./reply_words.ts";

const words = { stop: ["STOP", "STOPP", "Άκυρο"], start: ["START"] };

for (
  const [text, word] of [
    ["STOP", "stop"],
    ["stop.", "stop"],
    ["  Stop!\n", "stop"],
    ["“Stopp”", "stop"],
    ["ＳＴＯＰ", "stop"],
    ["άκυρο", "stop"],
    ["start", "start"],
    ["Please stop", undefined],
    ["STOP alarm 17", undefined],
    ["STOPS", undefined],
    ["", undefined],
    [`STOP${" ".repeat(200)}`, undefined],
  ] as const
) {
  Deno.test(`an SMS of ${JSON.stringify(text.slice(0, 20))} is ${word ?? "no word"}`, () => {
    assert.equal(wordIn(text, words), word);
  });
}

Deno.test("without stop words there are no start words either", () => {
  assert.equal(wordIn("START", { stop: [], start: ["START"] }), undefined);
});
