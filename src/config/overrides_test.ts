import assert from "node:assert/strict";
import { applyOverrides } from "./overrides.ts";

Deno.test("applyOverrides() puts flags in the place of values, and knows them again", () => {
  const file = {
    smtp: {
      listen: ["127.0.0.1:25"],
      listener: [{ address: ":26" }],
      max_line: 600,
    },
    modem: [{ port: "COM3", pin: "1234" }, { port: "COM4" }],
    pool: [{ name: "austria", modems: ["modem1"] }],
  };
  const { document, flagOf } = applyOverrides(file, {
    smtpListen: ["2525"],
    modems: ["sim:"],
    logLevel: "debug",
    queuePath: "/tmp/q.db",
  });
  assert.deepEqual(document, {
    smtp: { listen: ["2525"], listener: [], max_line: 600 },
    modem: [{ port: "sim:" }],
    pool: [],
    route: [],
    log: { level: "debug" },
    queue: { path: "/tmp/q.db" },
  });
  assert.deepEqual(file.smtp.listen, ["127.0.0.1:25"]);
  assert.equal(flagOf(["smtp", "listen", 0]), "--smtp-listen");
  assert.equal(flagOf(["modem", 0, "port"]), "--modem");
  assert.equal(flagOf(["log", "level"]), "--log-level");
  assert.equal(flagOf(["queue", "path"]), "--queue-path");
  assert.equal(flagOf(["smtp", "max_line"]), undefined);
  assert.equal(flagOf(["smtp"]), undefined);
});

Deno.test("applyOverrides() changes nothing when no flag is given", () => {
  const { document, flagOf } = applyOverrides({ log: { level: "info" } }, {});
  assert.deepEqual(document, { log: { level: "info" } });
  assert.equal(flagOf(["log", "level"]), undefined);
});

Deno.test("applyOverrides() leaves a broken section for the check to find", () => {
  const { document } = applyOverrides({ log: "x" }, { logLevel: "info" });
  assert.deepEqual(document, { log: "x" });
});
