import assert from "node:assert/strict";
import fc from "fast-check";
import { roles } from "../model/mod.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { type ApiToken, newApiToken, tokenHash } from "./api_token.ts";
import type { AuthEvent } from "./event.ts";
import { TokenBook } from "./token_book.ts";
import { readTokens, tokensOnDisk, writeTokens } from "./tokens_disk.ts";
import { parseTokens, serialiseTokens } from "./tokens_file.ts";
import { isUserName, nameKey } from "./user.ts";

function token(name: string, more: Partial<ApiToken> = {}): ApiToken {
  const sha256 = tokenHash(name);
  return { name, role: "operator", sha256, since: "2026-11-26", ...more };
}

Deno.test("a token has 256 bits behind its prefix, another each time", () => {
  const tokens = new Set(Array.from({ length: 100 }, newApiToken));
  assert.equal(tokens.size, 100);
  for (const it of tokens) assert.match(it, /^cp_[A-Za-z0-9_-]{43}$/);
});

Deno.test("parseTokens() reads back whatever serialiseTokens() writes", () => {
  const name = fc.string({ unit: "grapheme", maxLength: 20 }).filter(
    isUserName,
  );
  const tokens = fc.uniqueArray(
    fc.record({ name, role: fc.constantFrom(...roles) }),
    { selector: (it) => nameKey(it.name), maxLength: 5 },
  );
  fc.assert(fc.property(tokens, (records) => {
    const all = records.map(({ name, role }) => token(name, { role }));
    assert.deepEqual(parseTokens(serialiseTokens(all)), {
      kind: "ok",
      tokens: all,
      warnings: [],
    });
  }));
});

Deno.test("all that is wrong with tokens.toml is told: what, where, what to do", () => {
  const problems = (text: string) => {
    const result = parseTokens(text);
    return result.kind === "invalid" ? result.problems : [];
  };
  const hash = tokenHash("x");
  assert.deepEqual(
    problems(`[[token]]\nname = " x"\nrole = "root"\nsha256 = "abc"\n`),
    [
      "[[token]] #1 name is no name: use 1 to 64 printable characters, no space at either end",
      '[[token]] #1 role must be "viewer", "operator" or "admin"',
      '[[token]] #1 sha256 is no hash: remove the token here, and add it anew by "cellpost token add"',
    ],
  );
  const one = `[[token]]\nname = "x"\nrole = "viewer"\nsha256 = "${hash}"\n`;
  assert.deepEqual(problems(one + one.replace('"x"', '"X"')), [
    "[[token]] #2 has the name of #1, case aside: remove one of them",
  ]);
  assert.deepEqual(problems(`${one}colour = 1\n`), [
    "[[token]] #1 colour is unknown or missing",
  ]);
  assert.match(problems("[[token")[0] ?? "", /^Line 1, column \d+: Not valid/);
});

Deno.test("a token counts within a second of being written, and no longer than it is there; a broken file changes nothing", async () => {
  using folder = temporaryFolder();
  const path = folder.file("tokens.toml");
  const clock = new ManualClock();
  const events: AuthEvent[] = [];
  const onEvent = (event: AuthEvent) => events.push(event);
  const book = new TokenBook(tokensOnDisk(path), { clock, onEvent });
  const text = newApiToken();
  const mine = token("zabbix", { sha256: tokenHash(text) });
  assert.equal(book.find(text), undefined);
  writeTokens(path, [mine]);
  await clock.advance(1000);
  assert.deepEqual(book.find(text), mine);
  assert.equal(book.find(`${text}x`), undefined);
  assert.equal(book.find(mine.sha256), undefined, "The hash opens nothing");
  Deno.writeTextFileSync(path, "[[token");
  await clock.advance(1000);
  assert.deepEqual(book.find(text), mine);
  assert.deepEqual(events.map(({ kind }) => kind), ["tokensKept"]);
  writeTokens(path, []);
  await clock.advance(1000);
  assert.equal(book.find(text), undefined);
});

Deno.test({
  name: "tokens.toml is its owner's alone, and warns when others can write it",
  ignore: Deno.build.os === "windows", // modes are POSIX's
  fn() {
    using folder = temporaryFolder();
    const path = folder.file("tokens.toml");
    writeTokens(path, [token("x")]);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    Deno.chmodSync(path, 0o660);
    const result = readTokens(path);
    assert.ok(result.kind === "ok");
    assert.match(result.warnings[0] ?? "", /chmod 600/);
  },
});
