import assert from "node:assert/strict";
import { lineOfWeb } from "./web_line.ts";

const address = "192.0.2.7";

Deno.test("each deed on the operator's side is one line: who, where from, what", () => {
  const acted = {
    kind: "acted",
    manner: "session",
    name: "anna",
    address,
  } as const;
  const rows: readonly [string, string, string][] = [
    ["POST", "/api/v1/messages/01AB/retry", "had 01AB sent again"],
    ["POST", "/api/v1/messages/01AB/cancel", "cancelled 01AB"],
    ["POST", "/api/v1/messages/01AB", "sent 01AB"],
    ["POST", "/api/v1/messages", "sent a message"],
    ["POST", "/api/v1/breaker/release", "released the breaker"],
    ["POST", "/api/v1/denied", "put a number on the deny list"],
    [
      "DELETE",
      "/api/v1/denied/%2B4670123",
      "took +4670123 off the deny list",
    ],
    ["POST", "/api/v1/reload", "had the config read anew"],
    ["PUT", "/new\nline", "did PUT /new\\nline"],
  ];
  for (const [method, path, deed] of rows) {
    const { text, level } = lineOfWeb({ ...acted, method, path });
    assert.equal(text, `"anna" at 192.0.2.7 ${deed}`);
    assert.equal(level, "info");
  }
  const post = { ...acted, method: "POST", path: "/api/v1/reload" } as const;
  assert.match(
    lineOfWeb({ ...post, manner: "token" }).text,
    /^API token "anna" at/,
  );
  assert.match(
    lineOfWeb({ ...post, manner: "local", name: "" }).text,
    /^The operator at/,
  );
});

Deno.test("who comes, goes and is turned away stands in the log", () => {
  const anna = { name: "anna", address } as const;
  const told = [
    lineOfWeb({ kind: "loggedIn", role: "admin", ...anna }),
    lineOfWeb({ kind: "loggedOut", ...anna }),
    lineOfWeb({
      kind: "turnedAway",
      address,
      why: "another site",
      method: "POST",
      path: "/api/v1/messages",
    }),
  ];
  assert.deepEqual(told.map(({ level, text }) => `${level} ${text}`), [
    'info "anna" (admin) logged in at 192.0.2.7',
    'info "anna" logged out at 192.0.2.7',
    "warning 192.0.2.7 was turned away from POST /api/v1/messages: another site",
  ]);
});
