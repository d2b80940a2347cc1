import assert from "node:assert/strict";
import { systemClock } from "../model/mod.ts";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { certificateOnDisk, readCertificateFiles } from "./certificate_disk.ts";
import { writePrivately } from "./private_file.ts";
import { makeSelfSigned } from "./self_signed.ts";

function pair() {
  return makeSelfSigned([{ kind: "name", text: "localhost" }], {
    clock: systemClock,
    days: 30,
  });
}

function inFolder() {
  const folder = temporaryFolder();
  const certPath = folder.file("cert.pem");
  const keyPath = folder.file("key.pem");
  return { folder, paths: { certPath, keyPath } };
}

Deno.test("readCertificateFiles() reads a pair", async () => {
  const { folder, paths } = inFolder();
  using _folder = folder;
  const { cert, key } = await pair();
  writePrivately(paths.certPath, cert, { mode: 0o644 });
  writePrivately(paths.keyPath, key);
  const result = readCertificateFiles(paths);
  assert.equal(result.kind, "ok");
  if (result.kind !== "ok") return;
  assert.deepEqual(result.pair, { cert, key });
  assert.deepEqual(result.warnings, []);
});

Deno.test("readCertificateFiles() tells of both files what is wrong", async () => {
  const { folder, paths } = inFolder();
  using _folder = folder;
  const { certPath, keyPath } = paths;
  const missing =
    'There is no such file: name another in [smtp], or make one by "cellpost cert"';
  assert.deepEqual(readCertificateFiles(paths), {
    kind: "invalid",
    problems: [`${certPath}: ${missing}`, `${keyPath}: ${missing}`],
  });
  const { cert } = await pair();
  writePrivately(certPath, cert);
  writePrivately(keyPath, cert);
  assert.deepEqual(readCertificateFiles(paths), {
    kind: "invalid",
    problems: [
      `${keyPath}: There is no "BEGIN PRIVATE KEY" in it. It holds a certificate instead`,
    ],
  });
  // DER, as some authorities send it.
  Deno.writeFileSync(certPath, Uint8Array.of(0x30, 0x82, 0xff));
  assert.deepEqual(readCertificateFiles(paths), {
    kind: "invalid",
    problems: [
      `${certPath}: The file is not UTF-8 text: save it in that encoding`,
    ],
  });
});

Deno.test({
  name: "readCertificateFiles() warns of a key that everybody can read",
  ignore: Deno.build.os === "windows", // modes are POSIX's
  async fn() {
    const { folder, paths } = inFolder();
    using _folder = folder;
    const { cert, key } = await pair();
    writePrivately(paths.certPath, cert);
    for (const [mode, count] of [[0o644, 1], [0o640, 0]] as const) {
      writePrivately(paths.keyPath, key, { mode });
      const result = readCertificateFiles(paths);
      assert.equal(result.kind === "ok" && result.warnings.length, count);
    }
  },
});

Deno.test("a source's version changes with either file", async () => {
  const { folder, paths } = inFolder();
  using _folder = folder;
  const source = certificateOnDisk(paths);
  const versions = [source.version()];
  for (const path of [paths.certPath, paths.keyPath, paths.certPath]) {
    const { cert } = await pair();
    writePrivately(path, cert);
    versions.push(source.version());
  }
  assert.equal(new Set(versions).size, versions.length);
});
