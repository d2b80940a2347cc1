import assert from "node:assert/strict";
import { hostPort, listenText, listenTrouble } from "./listening.ts";

Deno.test("hostPort() brackets IPv6", () => {
  assert.equal(hostPort({ hostname: "127.0.0.1", port: 25 }), "127.0.0.1:25");
  assert.equal(hostPort({ hostname: "::1", port: 25 }), "[::1]:25");
});

Deno.test("listenText() says what the runtime's errors mean, and what to do", () => {
  const { errors } = Deno;
  const place = { where: "127.0.0.1:25", option: "[smtp] listen" };
  const table = [
    [new errors.AddrInUse("x"), "in-use", "stop it, or choose another port"],
    [new errors.PermissionDenied("x"), "denied", "CAP_NET_BIND_SERVICE"],
    [new errors.NotCapable("x"), "denied", "CAP_NET_BIND_SERVICE"],
    [new errors.AddrNotAvailable("x"), "no-such-address", "correct [smtp]"],
    [new Error("Odd"), "cannot-listen", "listen: Odd"],
    ["Odder", "cannot-listen", "listen: Odder"],
  ] as const;
  for (const [error, trouble, words] of table) {
    assert.equal(listenTrouble(error), trouble);
    const text = listenText(error, place);
    assert.ok(text.includes(words), text);
    assert.ok(text.includes("127.0.0.1:25"), text);
  }
  const [[inUse]] = table;
  assert.match(
    listenText(inUse, { ...place, instead: ", or set x" }),
    /: stop it, choose another port in \[smtp\] listen, or set x$/,
  );
});
