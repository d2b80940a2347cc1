import assert from "node:assert/strict";
import { includesRole, isRole, roles } from "./role.ts";

Deno.test("each role may do what those before it may, and no more", () => {
  const table = roles.map((role) =>
    roles.map((needed) => includesRole(role, needed))
  );
  assert.deepEqual(table, [
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});

Deno.test("a role is one of three words", () => {
  assert.ok(roles.every(isRole));
  for (const text of ["", "Admin", "root", "toString"]) {
    assert.equal(isRole(text), false, text);
  }
});
