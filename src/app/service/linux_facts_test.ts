import assert from "node:assert/strict";
import { loadConfig } from "../../config/mod.ts";
import { privateFilesBeside } from "./linux_facts.ts";

const configPath = "/etc/cellpost/config.toml";

function configOf(text: string) {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/config.toml`, text);
    const options = { configPath: `${folder}/config.toml`, cwd: folder };
    const result = loadConfig(options);
    assert.ok(result.kind === "ok");
    return result.config;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("what commands write beside a config is for the service's user alone", () => {
  assert.deepEqual(privateFilesBeside(configPath, undefined), [
    "/etc/cellpost/users.toml",
    "/etc/cellpost/tokens.toml",
    "/etc/cellpost/tls_key.pem",
  ]);
});

Deno.test("so is what the config names there, and nothing that lies elsewhere", () => {
  const named = (folder: string) =>
    privateFilesBeside(
      configPath,
      configOf(`
        [smtp]
        tls_cert = "${folder}/mail.pem"
        tls_key = "${folder}/mail.key"
        [mail]
        relay = "relay.example.org"
        user = "cellpost"
        password_file = "${folder}/relay"
      `),
    ).slice(3);
  assert.deepEqual(named("/etc/cellpost"), [
    "/etc/cellpost/mail.key",
    "/etc/cellpost/relay",
  ]);
  assert.deepEqual(named("/etc/ssl/private"), []);
});
