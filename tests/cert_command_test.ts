import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { parse } from "smol-toml";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

/** Reads a line through TLS from a server with these files, as a client that trusts the certificate alone. */
async function readThroughTls(
  hostname: string,
  { certPath, keyPath }: {
    readonly certPath: string;
    readonly keyPath: string;
  },
): Promise<string> {
  const cert = Deno.readTextFileSync(certPath);
  const key = Deno.readTextFileSync(keyPath);
  using listener = Deno.listenTls({ hostname, port: 0, cert, key });
  const { port } = listener.addr;
  const serve = async () => {
    using served = await listener.accept();
    await served.write(new TextEncoder().encode("220 cellpost"));
  };
  const talk = async () => {
    using client = await Deno.connectTls({ hostname, port, caCerts: [cert] });
    const buffer = new Uint8Array(64);
    const count = await client.read(buffer) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, count));
  };
  const [text] = await Promise.all([talk(), serve()]);
  return text;
}

Deno.test("cert makes a certificate that TLS clients of this machine accept, and says how to use it", async () => {
  using folder = temporaryFolder();
  const { code, stdout } = await runProgram(folder.path, "cert");
  assert.equal(code, 0);
  const lines = /^tls_cert = .*\ntls_key = .*$/m.exec(stdout)?.[0] ?? "";
  const certPath = folder.file("tls_cert.pem");
  const keyPath = folder.file("tls_key.pem");
  assert.deepEqual({ ...parse(lines) }, {
    tls_cert: certPath,
    tls_key: keyPath,
  });
  const { fingerprint256 } = new X509Certificate(
    Deno.readTextFileSync(certPath),
  );
  assert.ok(stdout.includes(`SHA-256 fingerprint:\n${fingerprint256}\n`));
  assert.match(stdout, /^A certificate for .*localhost, .*127\.0\.0\.1/);
  assert.match(stdout, /copy tls_cert\.pem to them, never the key/);
  if (Deno.build.os !== "windows") {
    assert.equal((Deno.statSync(keyPath).mode ?? 0) & 0o777, 0o600);
    assert.equal((Deno.statSync(certPath).mode ?? 0) & 0o777, 0o644);
  }
  for (const hostname of ["localhost", "127.0.0.1"]) {
    const text = await readThroughTls(hostname, { certPath, keyPath });
    assert.equal(text, "220 cellpost");
  }
});

Deno.test("cert takes names, days and a folder, and overwrites by --force only", async () => {
  using folder = temporaryFolder();
  Deno.mkdirSync(folder.file("tls"));
  const args = [
    ...["cert", "--out", "tls", "--days", "30"],
    ...["--name", "Sms.Plant.example", "--name", "192.0.2.7"],
    ...["--name", "sms.plant.example"],
  ];
  const certPath = folder.file("tls/tls_cert.pem");
  const made = await runProgram(folder.path, ...args);
  assert.equal(made.code, 0, made.stderr);
  assert.match(
    made.stdout,
    /^A certificate for sms\.plant\.example, 192\.0\.2\.7\n/,
  );
  assert.match(made.stdout, /valid for 30 days/);
  const first = Deno.readTextFileSync(certPath);
  const refused = await runProgram(folder.path, ...args);
  assert.deepEqual(refused, {
    code: 1,
    stdout: "",
    stderr:
      `${certPath} is there already: --force overwrites it, --out names another folder`,
  });
  assert.equal(Deno.readTextFileSync(certPath), first);
  const forced = await runProgram(folder.path, ...args, "--force");
  assert.equal(forced.code, 0, forced.stderr);
  assert.notEqual(Deno.readTextFileSync(certPath), first);
});

Deno.test("cert lies beside the config, and says where it cannot write", async () => {
  using folder = temporaryFolder();
  Deno.mkdirSync(folder.file("etc"));
  Deno.writeTextFileSync(folder.file("etc/config.toml"), "");
  const beside = await runProgram(
    folder.path,
    ...["cert", "--config", "etc/config.toml"],
  );
  assert.equal(beside.code, 0, beside.stderr);
  assert.deepEqual(
    [...Deno.readDirSync(folder.file("etc"))].map(({ name }) => name).sort(),
    ["config.toml", "tls_cert.pem", "tls_key.pem"],
  );
  const nowhere = await runProgram(folder.path, "cert", "--out", "missing");
  assert.equal(nowhere.code, 3);
  assert.match(nowhere.stderr, /^Cannot write .*missing\/tls_key\.pem: /);
});
