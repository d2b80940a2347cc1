import assert from "node:assert/strict";
import {
  extendEveryMs,
  extensionAt,
  pingEveryMs,
  type SystemdMessage,
  systemdText,
} from "./systemd_message.ts";

Deno.test("messages are written as sd_notify(3) has them", () => {
  const table: readonly (readonly [SystemdMessage, string])[] = [
    [{ kind: "ready" }, "READY=1"],
    [{ kind: "stopping" }, "STOPPING=1"],
    [{ kind: "alive" }, "WATCHDOG=1"],
    [{ kind: "moreTime", ms: 1_500 }, "EXTEND_TIMEOUT_USEC=1500000"],
    [
      { kind: "reloading", monotonicUs: 123n },
      "RELOADING=1\nMONOTONIC_USEC=123",
    ],
    [{ kind: "status", text: "2 waiting" }, "STATUS=2 waiting"],
    // Nothing in it becomes a variable of its own.
    [{ kind: "status", text: "a\nSTOPPING=1\r\n" }, "STATUS=a STOPPING=1"],
  ];
  for (const [message, text] of table) assert.equal(systemdText(message), text);
});

Deno.test("the watchdog is answered at half its time, and only our own", () => {
  const every = (watchdogUsec?: string, watchdogPid?: string) =>
    pingEveryMs({ watchdogUsec, watchdogPid }, 7);
  assert.equal(every("60000000"), 30_000);
  assert.equal(every("60000000", "7"), 30_000);
  assert.equal(every("60000000", "8"), undefined);
  assert.equal(every("60000000", ""), undefined);
  assert.equal(every(undefined, "7"), undefined);
  for (const none of ["0", "", "soon", "-5"]) {
    assert.equal(every(none), undefined, none);
  }
});

Deno.test("a stop asks for time as long as it may take, and never again", () => {
  const longestMs = 40_000;
  for (let at = 0; at < longestMs; at += extendEveryMs) {
    const more = extensionAt(at) ?? 0;
    assert.ok(more > 0 && at + more <= longestMs, `at ${at}`);
    // The next request comes before this one is over, or the stop is.
    assert.ok(more > extendEveryMs || at + more === longestMs, `at ${at}`);
  }
  assert.equal(extensionAt(longestMs), undefined);
});
