import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { AuthEvent } from "./event.ts";
import { UserBook } from "./user_book.ts";
import type { UsersResult } from "./users_file.ts";

function users(...names: readonly string[]): UsersResult {
  const all = names.map((name) => ({
    name,
    passwordHash: new Secret("hash"),
    networks: [],
    disabled: false,
  }));
  return { kind: "ok", users: all, warnings: [] };
}

function open(first: UsersResult) {
  const clock = new ManualClock();
  const events: AuthEvent[] = [];
  const file = { version: "1", content: first, looks: 0, loads: 0 };
  const source = {
    version: () => {
      file.looks += 1;
      return file.version;
    },
    load: () => {
      file.loads += 1;
      return file.content;
    },
  };
  const onEvent = (event: AuthEvent) => events.push(event);
  const book = new UserBook(source, { clock, onEvent });
  const write = (content: UsersResult) => {
    file.content = content;
    file.version += "1";
  };
  return { clock, book, events, file, write };
}

Deno.test("the file is looked at once a second at most, and read when it has changed", async () => {
  const { clock, book, events, file, write } = open(users("anna"));
  for (let look = 0; look < 20; look++) book.find("anna");
  assert.deepEqual([file.looks, file.loads], [1, 1]);
  await clock.advance(1000);
  for (let look = 0; look < 20; look++) book.find("anna");
  assert.deepEqual([file.looks, file.loads], [2, 1]);
  write(users("anna", "Bert"));
  assert.equal(book.find("bert"), undefined);
  await clock.advance(1000);
  assert.equal(book.find("BERT")?.name, "Bert");
  write(users());
  await clock.advance(1000);
  assert.equal(book.find("anna"), undefined);
  assert.deepEqual(events.map((it) => it.kind === "usersLoaded" && it.count), [
    ...[1, 2, 0],
  ]);
});

Deno.test("a broken file keeps the users of before, and is told once", async () => {
  const { clock, book, events, write } = open(users("anna"));
  write({ kind: "invalid", problems: ["Line 3: broken", "b", "c"] });
  for (let second = 0; second < 5; second++) {
    await clock.advance(1000);
    assert.equal(book.find("anna")?.name, "anna");
  }
  assert.deepEqual(events.slice(1), [
    { kind: "usersKept", reason: "Line 3: broken (and 2 more)" },
  ]);
  write(users("bert"));
  await clock.advance(1000);
  assert.equal(book.find("anna"), undefined);
  assert.equal(book.find("bert")?.name, "bert");
});

Deno.test("a file that is broken from the start has no users, and says so", () => {
  const { book, events } = open({ kind: "invalid", problems: ["Broken"] });
  assert.equal(book.find("anna"), undefined);
  assert.deepEqual(events, [{ kind: "usersKept", reason: "Broken" }]);
});

Deno.test("warnings of the file are passed on", () => {
  const { events } = open({ kind: "ok", users: [], warnings: ["Open"] });
  assert.deepEqual(events, [
    { kind: "usersLoaded", count: 0 },
    { kind: "usersWarning", text: "Open" },
  ]);
});
