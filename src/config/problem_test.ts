import assert from "node:assert/strict";
import {
  currentValue,
  type Problem,
  renderProblem,
  renderProblems,
} from "./problem.ts";

function problem(changes: Partial<Problem>): Problem {
  return { origin: "file", line: 12, key: "[smtp] x", text: "is", ...changes };
}

Deno.test("renderProblem() names file and line as editors and terminals know them", () => {
  const text = "is unknown; did you mean max_size?";
  assert.equal(
    renderProblem(problem({ key: "[smtp] max_sise", text }), "config.toml"),
    "config.toml:12: [smtp] max_sise is unknown; did you mean max_size?",
  );
  assert.equal(
    renderProblem(problem({ line: undefined, key: "", text: "No" }), "a.toml"),
    "a.toml: No",
  );
  assert.equal(
    renderProblem(
      problem({ origin: "flag", line: undefined, key: "--modem" }),
      "config.toml",
    ),
    "--modem is",
  );
});

Deno.test("renderProblems() goes from top to bottom, flags last", () => {
  const problems = [
    problem({ origin: "flag", line: undefined, key: "--b" }),
    problem({ line: 30 }),
    problem({ origin: "flag", line: undefined, key: "--a" }),
    problem({ line: 4, key: "first" }),
    problem({ line: 4, key: "second" }),
    problem({ line: undefined, key: "whole" }),
  ];
  assert.equal(
    renderProblems(problems, "c"),
    [
      "c: whole is",
      "c:4: first is",
      "c:4: second is",
      "c:30: [smtp] x is",
      "--b is",
      "--a is",
    ].join("\n"),
  );
  assert.equal(renderProblems([], "c"), "");
});

Deno.test("currentValue() quotes strings, shortens long ones and hides secrets", () => {
  const path = ["smtp", "x"];
  assert.equal(currentValue(path, undefined), "is missing; it");
  assert.equal(currentValue(path, 'a"b'), 'is "a\\"b"; it');
  assert.equal(currentValue(path, 7), "is 7; it");
  assert.equal(currentValue(path, false), "is false; it");
  assert.equal(currentValue(path, []), "is empty; it");
  assert.equal(currentValue(path, [1]), "is a list; it");
  assert.equal(currentValue(path, {}), "is a table; it");
  assert.equal(currentValue(path, new Date(0)), "is a date; it");
  assert.equal(currentValue(path, "\u001b[2J"), 'is "\\u001b[2J"; it');
  assert.ok(currentValue(path, "x".repeat(5000)).length < 80);
  for (const value of ["4711", 4711, ["4711"]]) {
    assert.doesNotMatch(currentValue(["modem", 0, "pin"], value), /4711/);
  }
});
