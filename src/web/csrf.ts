import { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Proofs that a request comes from a page of ours: each belongs to one secret that the browser keeps, and other sites can read
 * neither.
 */
export class CsrfTokens {
  readonly #key = randomBytes(32);

  /** The proof for a secret. */
  tokenOf(secret: string): string {
    return createHmac("sha256", this.#key).update(secret).digest("base64url");
  }

  /** Whether it is that secret's proof. */
  proves(token: string | undefined, secret: string): boolean {
    const given = Buffer.from(token ?? "");
    const right = Buffer.from(this.tokenOf(secret));
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
