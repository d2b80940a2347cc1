import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Secret } from "../model/mod.ts";

/** Makes a key of 32 bytes from a password, slowly. Rejects only when the machine lacks the memory. */
export type DeriveKey = (
  password: string,
  salt: Uint8Array,
) => Promise<Uint8Array>;

// RFC 7914 §2: 16 MiB and some 35 ms. Only this cost is written and read, so that every check takes the same time.
const cost = { N: 16_384, r: 8, p: 1 } as const;
const prefix = `scrypt$${cost.N}$${cost.r}$${cost.p}$`;
const saltBytes = 16;
const keyBytes = 32;

/** scrypt with the house's cost, off the event loop. */
export function scryptKey(
  password: string,
  salt: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // RFC 8265 §4.2.2: a client may compose an accent in another way than the keyboard of the operator did.
    const text = password.normalize("NFC");
    scrypt(
      text,
      salt,
      keyBytes,
      cost,
      (error, key) => error === null ? resolve(key) : reject(error),
    );
  });
}

/** What may be kept of a password: `scrypt$16384$8$1$<salt>$<key>`, the last two in base64. */
export async function hashPassword(
  password: Secret,
  derive: DeriveKey = scryptKey,
): Promise<Secret> {
  const salt = randomBytes(saltBytes);
  return writeHash(salt, await derive(password.reveal(), salt));
}

/** A hash that no password is known for; checking one against it costs what any check costs. */
export function hashOfNobody(): Secret {
  return writeHash(randomBytes(saltBytes), randomBytes(keyBytes));
}

/** Whether the text is what `hashPassword` makes. */
export function isPasswordHash(text: string): boolean {
  return readHash(text) !== undefined;
}

/** Whether it is the password of which the hash was made; takes the same time either way. A broken hash fits none. */
export async function verifyPassword(
  password: Secret,
  hash: Secret,
  derive: DeriveKey = scryptKey,
): Promise<boolean> {
  const parts = readHash(hash.reveal());
  if (parts === undefined) return false;
  const key = await derive(password.reveal(), parts.salt);
  return key.length === parts.key.length && timingSafeEqual(key, parts.key);
}

function writeHash(salt: Uint8Array, key: Uint8Array): Secret {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return new Secret(`${prefix}${base64(salt)}$${base64(key)}`);
}

function readHash(
  text: string,
): { readonly salt: Uint8Array; readonly key: Uint8Array } | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const match = /^([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)$/
    .exec(text.slice(prefix.length));
  const [, salt = "", key = ""] = match ?? [];
  if (match === null) return undefined;
  return {
    salt: Buffer.from(salt, "base64"),
    key: Buffer.from(key, "base64"),
  };
}
