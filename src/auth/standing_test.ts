import assert from "node:assert/strict";
import fc from "fast-check";
import {
  afterFailure,
  answerDelayMs,
  current,
  type Standing,
} from "./standing.ts";

const minute = 60_000;

function failing(
  failures: readonly (readonly [mark: string, at: number])[],
  { lockOutAfter }: { readonly lockOutAfter: number | undefined } = {
    lockOutAfter: 10,
  },
): Standing | undefined {
  return failures.reduce<Standing | undefined>(
    (standing, [mark, at]) =>
      afterFailure(standing, { mark, at, lockOutAfter }),
    undefined,
  );
}

const tenGuesses = Array.from(
  { length: 10 },
  (_, at) => [`${at}`, at] as const,
);

Deno.test("the tenth guess in ten minutes locks out, for fifteen", () => {
  assert.equal(failing(tenGuesses.slice(0, 9))?.kind, "suspect");
  const locked = failing(tenGuesses);
  assert.deepEqual(locked, {
    kind: "lockedOut",
    until: 9 + 15 * minute,
    failures: 10,
  });
  assert.ok(locked);
  assert.equal(current(locked, 9 + 15 * minute - 1), locked);
  assert.equal(current(locked, 9 + 15 * minute), undefined);
});

Deno.test("guesses that are ten minutes old count no more", () => {
  const slow = tenGuesses.map(([mark], at) => [mark, at * 67_000] as const);
  assert.equal(failing(slow)?.kind, "suspect");
});

Deno.test("an old password, tried for ever, locks nobody out", () => {
  const tries = Array.from(
    { length: 500 },
    (_, at) => ["old", at * 1000] as const,
  );
  assert.equal(failing(tries)?.kind, "suspect");
});

Deno.test("where there is no lock-out, what is kept stays bounded", () => {
  const guesses = Array.from(
    { length: 500 },
    (_, at) => [`${at}`, at] as const,
  );
  const standing = failing(guesses, { lockOutAfter: undefined });
  assert.equal(standing?.kind, "suspect");
  assert.ok(standing.kind === "suspect" && standing.guesses.length === 10);
  assert.equal(answerDelayMs(standing), 8_000);
});

Deno.test("the answer waits longer from the fourth failure on, up to 8 s", () => {
  const delays = Array.from({ length: 9 }, (_, at) => {
    const standing = failing(tenGuesses.slice(0, at + 1));
    return standing && answerDelayMs(standing);
  });
  const s = 1000;
  assert.deepEqual(delays, [
    ...[s, s, s, 2 * s, 4 * s, 8 * s, 8 * s, 8 * s, 8 * s],
  ]);
});

Deno.test("ten minutes without a failure, and all is forgotten", () => {
  const standing = failing([["a", 0], ["b", 5]]);
  assert.ok(standing);
  assert.equal(current(standing, 5 + 10 * minute - 1), standing);
  assert.equal(current(standing, 5 + 10 * minute), undefined);
  const anew = afterFailure(standing, {
    mark: "c",
    at: 5 + 10 * minute,
    lockOutAfter: 10,
  });
  assert.equal(answerDelayMs(anew), 1000);
});

Deno.test("a network is locked out exactly when ten different guesses fall into ten minutes", () => {
  const failure = fc.tuple(
    fc.integer({ min: 0, max: 14 }).map(String),
    fc.integer({ min: 0, max: 3 * minute }),
  );
  fc.assert(fc.property(fc.array(failure, { maxLength: 40 }), (steps) => {
    let now = 0;
    let standing: Standing | undefined;
    const seen = new Map<string, number>();
    for (const [mark, pause] of steps) {
      now += pause;
      seen.set(mark, now);
      standing = afterFailure(standing, { mark, at: now, lockOutAfter: 10 });
      const recent = [...seen.values()].filter((at) => now - at < 10 * minute);
      assert.equal(standing.kind === "lockedOut", recent.length >= 10);
      if (standing.kind === "lockedOut") return;
    }
  }));
});
