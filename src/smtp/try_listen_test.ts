import assert from "node:assert/strict";
import { tryListen } from "./try_listen.ts";

Deno.test("a port is tried without keeping it", () => {
  const hostname = "127.0.0.1";
  using listener = Deno.listen({ hostname, port: 0 });
  const { port } = listener.addr;
  assert.deepEqual(tryListen({ hostname, port }), { kind: "in-use" });
  listener.close();
  for (let times = 0; times < 2; times++) {
    assert.deepEqual(tryListen({ hostname, port }), { kind: "free" });
  }
  // RFC 5737 §3: no machine's address.
  const strange = { hostname: "192.0.2.200", port };
  assert.deepEqual(tryListen(strange), { kind: "no-such-address" });
});
