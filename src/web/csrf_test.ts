import assert from "node:assert/strict";
import { CsrfTokens } from "./csrf.ts";

Deno.test("a token proves its own secret in its own process, and nothing else does", () => {
  const tokens = new CsrfTokens();
  const token = tokens.tokenOf("session a");
  assert.equal(tokens.proves(token, "session a"), true);
  assert.equal(tokens.proves(token, "session b"), false);
  assert.equal(new CsrfTokens().proves(token, "session a"), false);
  for (const wrong of [undefined, "", token.slice(1), `${token}x`]) {
    assert.equal(tokens.proves(wrong, "session a"), false);
  }
  assert.ok(!token.includes("session"));
});
