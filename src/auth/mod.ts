/**
 * Who a client is, and who we are to it: users with their passwords, the judge of logins, and TLS certificates.
 *
 * Invariants: passwords are kept as scrypt hashes only, and no message or event shows one; no answer and no time it takes tells
 * whether a user exists; what is remembered of clients is bounded; only `…_disk` and `private_file` touch files.
 *
 * @module
 */
export { type ApiToken, newApiToken, tokenHash } from "./api_token.ts";
export { type CertificatePair, expiryWarning } from "./certificate.ts";
export * from "./certificate_disk.ts";
export * from "./certificate_watch.ts";
export type * from "./event.ts";
export { hashPassword } from "./password.ts";
export { writePrivately } from "./private_file.ts";
export * from "./self_signed.ts";
export { isUserName, nameKey, nameRule, type User } from "./user.ts";
export { TokenBook } from "./token_book.ts";
export * from "./tokens_disk.ts";
export * from "./users_disk.ts";
export type { IsNetwork, UsersResult } from "./users_file.ts";
export { createVerifier, type Verifier } from "./verifier.ts";
