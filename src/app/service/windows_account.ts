import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/**
 * The account that a service of Windows runs as unless the operator names another: its own "virtual account", which Windows makes
 * with the service and which has no password. It may do what any user may, open COM ports for one, and nothing that belongs to
 * others.
 */
export function ownAccount(service: string): string {
  return `NT SERVICE\\${service}`;
}

/**
 * The security identifier of a service, and so of its virtual account: S-1-5-80 and the SHA-1 hash of its name in capitals, five
 * numbers of 32 bits ([MS-DTYP] §2.4.2.4, "NT SERVICE"; `sc showsid` prints the same).
 */
export function serviceSid(service: string): string {
  const name = Buffer.from(service.toUpperCase(), "utf16le");
  const hash = createHash("sha1").update(name).digest();
  const parts = [0, 4, 8, 12, 16].map((at) => hash.readUInt32LE(at));
  return `S-1-5-80-${parts.join("-")}`;
}

/** Identifiers of the accounts that services share, by their names in capitals; SDDL has letters for them. */
const sharedAccounts: ReadonlyMap<string, string> = new Map([
  ["LOCALSYSTEM", "SY"],
  ["NT AUTHORITY\\SYSTEM", "SY"],
  ["NT AUTHORITY\\LOCALSERVICE", "LS"],
  ["NT AUTHORITY\\LOCAL SERVICE", "LS"],
  ["NT AUTHORITY\\NETWORKSERVICE", "NS"],
  ["NT AUTHORITY\\NETWORK SERVICE", "NS"],
]);

/**
 * Who may use a service's folder, as SDDL: it belongs to the administrators; they and Windows may do everything, the service may read,
 * write and delete, and nobody else may even read, for there are passwords and people's messages in it. Undefined: who the
 * account is, only Windows knows.
 */
export function folderDescriptor(
  service: string,
  account: string,
): string | undefined {
  const sid = account.toUpperCase() === ownAccount(service).toUpperCase()
    ? serviceSid(service)
    : sharedAccounts.get(account.toUpperCase());
  if (sid === undefined) return undefined;
  const inherited = "OICI"; // by files and folders in it
  return `O:BAD:P(A;${inherited};FA;;;SY)(A;${inherited};FA;;;BA)` +
    `(A;${inherited};${modify};;;${sid})`;
}

// What Explorer calls "Modify": FILE_GENERIC_READ, _WRITE and _EXECUTE with DELETE.
const modify = "0x1301bf";
