import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { generate } from "selfsigned";
import { systemClock } from "../model/mod.ts";
import { expiryWarning, readPair } from "./certificate.ts";
import { makeSelfSigned, parseHostName } from "./self_signed.ts";

async function selfSigned(name = "gateway.lan") {
  const host = parseHostName(name);
  assert.ok(host);
  return await makeSelfSigned([host], { clock: systemClock, days: 30 });
}

/** Another kind of pair than `cellpost cert` makes, with options of selfsigned. */
async function pairWith(options: Parameters<typeof generate>[1]) {
  const pems = await generate([{ name: "commonName", value: "a" }], options);
  return { cert: pems.cert, key: pems.private };
}

function problemsOf(pair: { readonly cert: string; readonly key: string }) {
  const result = readPair(pair);
  assert.equal(result.kind, "invalid");
  if (result.kind !== "invalid") return {};
  const { certProblem, keyProblem } = result;
  return { certProblem, keyProblem };
}

Deno.test("readPair() takes a pair, and tells its end and fingerprint", async () => {
  const { cert, key, fingerprint } = await selfSigned();
  const result = readPair({ cert, key });
  assert.equal(result.kind, "ok");
  if (result.kind !== "ok") return;
  assert.deepEqual(result.pair, { cert, key });
  assert.equal(result.fingerprint, fingerprint);
  const days = (result.notAfterMs - systemClock.now()) / 86_400_000;
  assert.ok(days > 29.9 && days <= 30, `${days}`);
});

Deno.test("readPair() takes RSA and other curves, PKCS 1, SEC 1, chains, and Windows line ends", async () => {
  const rsa = await pairWith({ keyType: "rsa", algorithm: "sha256" });
  const pkcs1 = createPrivateKey(rsa.key).export({
    type: "pkcs1",
    format: "pem",
  });
  const sec1 = await selfSigned();
  const p384 = await pairWith({
    keyType: "ec",
    curve: "P-384",
    algorithm: "sha384",
  });
  const authority = await selfSigned("authority.lan");
  const pairs = [
    rsa,
    { cert: rsa.cert, key: pkcs1.toString() },
    {
      cert: sec1.cert,
      key: createPrivateKey(sec1.key).export({ type: "sec1", format: "pem" })
        .toString(),
    },
    p384,
    { cert: `${p384.cert}\n${authority.cert}`, key: p384.key },
    { cert: `subject=CN=a\n${p384.cert}`, key: `${p384.cert}\n${p384.key}` },
    {
      cert: p384.cert.replaceAll("\n", "\r\n"),
      key: p384.key.replaceAll("\n", "\r\n"),
    },
  ];
  for (const [at, pair] of pairs.entries()) {
    assert.equal(readPair(pair).kind, "ok", `${at}`);
  }
});

Deno.test("readPair() tells a key that belongs to another certificate", async () => {
  const [one, other] = await Promise.all([selfSigned(), selfSigned()]);
  const rsa = await pairWith({ keyType: "rsa", algorithm: "sha256" });
  for (const key of [other.key, rsa.key]) {
    assert.deepEqual(problemsOf({ cert: one.cert, key }), {
      certProblem: undefined,
      keyProblem:
        "The key does not belong to the certificate: give the two files that were made together",
    });
  }
});

Deno.test("readPair() says of each file what it holds instead", async () => {
  const { cert, key } = await selfSigned();
  assert.deepEqual(problemsOf({ cert: key, key: cert }), {
    certProblem:
      'There is no "BEGIN CERTIFICATE" in it. It holds a private key instead',
    keyProblem:
      'There is no "BEGIN PRIVATE KEY" in it. It holds a certificate instead',
  });
  assert.deepEqual(problemsOf({ cert: "", key: "0\u0082\u0001" }), {
    certProblem:
      'There is no "BEGIN CERTIFICATE" in it. It is empty: write it anew',
    keyProblem:
      'There is no "BEGIN PRIVATE KEY" in it. It is not in PEM form: convert it by openssl',
  });
});

Deno.test("readPair() tells a file that is cut off or damaged", async () => {
  const { cert, key } = await selfSigned();
  for (
    const damage of [
      (pem: string) => pem.slice(0, pem.length / 2),
      (pem: string) => pem.replace(/\nM.{20}/, "\nMAAAAAAAAAAAAAAAAAAAA"),
    ]
  ) {
    assert.deepEqual(problemsOf({ cert: damage(cert), key: damage(key) }), {
      certProblem: "Its certificate is damaged: copy the whole file anew",
      keyProblem: "Its private key is damaged: copy the whole file anew",
    });
  }
});

Deno.test("readPair() says how to take a passphrase off", async () => {
  const { cert } = await selfSigned();
  for (
    const key of [
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII\n-----END ENCRYPTED PRIVATE KEY-----\n",
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nMII\n-----END RSA PRIVATE KEY-----\n",
    ]
  ) {
    assert.match(
      problemsOf({ cert, key }).keyProblem ?? "",
      /^Its private key is protected by a passphrase.*openssl pkey/,
    );
  }
});

Deno.test("expiryWarning() begins 14 days before, and changes once a day", () => {
  const end = Date.UTC(2026, 11, 24, 12);
  const day = 86_400_000;
  const rows: readonly (readonly [number, string | undefined])[] = [
    [end - 14 * day, undefined],
    [
      end - 14 * day + 1,
      "The certificate expires in 14 days, on 2026-12-24: replace it before",
    ],
    [
      end - 13 * day - 1,
      "The certificate expires in 14 days, on 2026-12-24: replace it before",
    ],
    [
      end - 13 * day,
      "The certificate expires in 13 days, on 2026-12-24: replace it before",
    ],
    [
      end - 1,
      "The certificate expires in 1 day, on 2026-12-24: replace it before",
    ],
    [
      end,
      "The certificate expired on 2026-12-24, and clients refuse it: replace it",
    ],
  ];
  for (const [now, text] of rows) {
    assert.equal(expiryWarning(end, now), text, `${(end - now) / day}`);
  }
});
