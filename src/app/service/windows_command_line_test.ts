import assert from "node:assert/strict";
import fc from "fast-check";
import { windowsCommandLine } from "./windows_command_line.ts";

/** Takes a command line apart by the rules in CommandLineToArgvW's documentation. */
function wordsOf(line: string): string[] {
  const program = /^"([^"]*)"|^\S*/.exec(line);
  const words = [program?.[1] ?? program?.[0] ?? ""];
  let rest = line.slice(program?.[0].length ?? 0).trimStart();
  while (rest !== "") {
    let word = "";
    let inQuotes = false;
    let at = 0;
    while (at < rest.length && (inQuotes || !/[ \t]/.test(rest[at] ?? ""))) {
      const slashes = /^\\*/.exec(rest.slice(at))?.[0].length ?? 0;
      const quote = rest[at + slashes] === '"';
      at += slashes;
      word += "\\".repeat(quote ? slashes >> 1 : slashes);
      if (quote) {
        if (slashes % 2 === 1) word += '"';
        else inQuotes = !inQuotes;
        at += 1;
      } else if (slashes === 0) word += rest[at++];
    }
    words.push(word);
    rest = rest.slice(at).trimStart();
  }
  return words;
}

Deno.test("a program in a folder with a blank stands in quotes, and one without too", () => {
  const args = ["serve", "--config", "C:\\My Data\\config.toml"];
  assert.equal(
    windowsCommandLine("C:\\Program Files\\cellpost\\cellpost.exe", args),
    '"C:\\Program Files\\cellpost\\cellpost.exe" serve --config "C:\\My Data\\config.toml"',
  );
  assert.equal(windowsCommandLine("C:\\c.exe", []), '"C:\\c.exe"');
});

Deno.test("a program is given the words that were meant, whatever they are", () => {
  const letters = fc.constantFrom("\\", '"', " ", "a", "ö", "\t");
  const word = fc.array(letters, { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(fc.property(fc.array(word, { maxLength: 5 }), (args) => {
    const line = windowsCommandLine("C:\\a b\\c.exe", args);
    assert.deepEqual(wordsOf(line), ["C:\\a b\\c.exe", ...args]);
  }));
});
