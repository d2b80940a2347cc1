import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import {
  hashOfNobody,
  hashPassword,
  isPasswordHash,
  verifyPassword,
} from "./password.ts";

const password = new Secret("correct horse");

Deno.test("a password fits its own hash and no other", async () => {
  const hash = await hashPassword(password);
  assert.match(
    hash.reveal(),
    /^scrypt\$16384\$8\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/,
  );
  assert.ok(isPasswordHash(hash.reveal()));
  assert.equal(await verifyPassword(password, hash), true);
  assert.equal(await verifyPassword(new Secret("Correct horse"), hash), false);
  assert.equal(await verifyPassword(password, hashOfNobody()), false);
});

Deno.test("verifyPassword() knows what the reference implementation makes", async () => {
  // hashlib.scrypt(b"pleaseletmein", salt=bytes(range(16)), n=16384, r=8, p=1, dklen=32) of Python 3.11.
  const hash = new Secret(
    "scrypt$16384$8$1$AAECAwQFBgcICQoLDA0ODw==$UxYE/nON8zrmLNK5lL/j9XPtKMDZ5VR/h1tkExic5Zo=",
  );
  assert.equal(await verifyPassword(new Secret("pleaseletmein"), hash), true);
});

Deno.test("the same password has another hash each time", async () => {
  const [one, other] = await Promise.all([
    hashPassword(password),
    hashPassword(password),
  ]);
  assert.notEqual(one.reveal(), other.reveal());
});

Deno.test("an accent may be composed in either way", async () => {
  const hash = await hashPassword(new Secret("Gru\u0308\u00dfe"));
  assert.ok(await verifyPassword(new Secret("Gr\u00fc\u00dfe"), hash));
});

Deno.test("scrypt leaves the event loop free", async () => {
  const state = { done: false };
  const hashed = hashPassword(password).then(() => {
    state.done = true;
  });
  // Promises alone never get there: the key comes from another thread, as an event.
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  assert.equal(state.done, false);
  await hashed;
});

Deno.test("isPasswordHash() takes only what hashPassword() makes", () => {
  const salt = "AAECAwQFBgcICQoLDA0ODw==";
  const key = `${"A".repeat(43)}=`;
  assert.ok(isPasswordHash(`scrypt$16384$8$1$${salt}$${key}`));
  const bad = [
    "",
    "secret",
    `scrypt$1024$8$1$${salt}$${key}`,
    `scrypt$16384$8$1$${salt}`,
    `scrypt$16384$8$1$${salt}$${key}\n`,
    `scrypt$16384$8$1$${salt}$${key}$x`,
    `scrypt$16384$8$1$$${key}`,
    `bcrypt$16384$8$1$${salt}$${key}`,
  ];
  for (const text of bad) assert.ok(!isPasswordHash(text), text);
});

Deno.test("a broken hash fits no password, and costs nothing", async () => {
  const derive = () => assert.fail("derived");
  assert.equal(
    await verifyPassword(password, new Secret("plain"), derive),
    false,
  );
});
