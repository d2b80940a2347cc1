import assert from "node:assert/strict";
import { effectiveUser, mayListenOn } from "./privilege.ts";

const user =
  "Name:\tcellpost\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000";
const root = user.replaceAll("1000", "0").replace(/0+$/, "000001ffffffffff");
const bound = user.replace(/0{16}$/, "0000000000000400");

Deno.test("who may listen where is read from what Linux says", () => {
  const rows = [
    [25, user, "1024", false],
    [1023, user, "1024", false],
    [1024, user, "1024", true],
    [0, user, "1024", true],
    [25, user, "25", true],
    [25, user, "0", true],
    [25, user, undefined, false],
    [25, root, "1024", true],
    [25, bound, "1024", true],
    [25, undefined, undefined, true],
  ] as const;
  for (const [port, status, firstFreePort, may] of rows) {
    assert.equal(mayListenOn(port, { status, firstFreePort }), may, `${port}`);
  }
  assert.equal(effectiveUser(user), 1000);
  assert.equal(effectiveUser(root), 0);
  assert.equal(effectiveUser(undefined), undefined);
});
