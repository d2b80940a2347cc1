import type { Refusal } from "../model/mod.ts";

/** A block of addresses, such as 10.0.0.0/8. */
export interface Network {
  /** The address as a number; host bits cleared. */
  readonly base: bigint;
  /** How many bits of an address do not matter. */
  readonly hostBits: bigint;
  readonly family: Family;
}

type Family = 4 | 6;

interface Address {
  readonly value: bigint;
  readonly family: Family;
}

const bitsOf: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };
// RFC 4291 §2.5.5.2: how a listener for both families sees an IPv4 client.
const mappedPrefix = 0xffffn;

/**
 * Reads a network in CIDR notation, or one address as a network of its own; undefined when it is neither. Host bits
 * that are set count as cleared; `::ffff:10.0.0.0/104` is 10.0.0.0/8.
 */
export function parseNetwork(cidr: string): Network | undefined {
  const [addressText = "", lengthText, ...rest] = cidr.trim().split("/");
  const address = readAddress(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = bitsOf[address.family];
  const length = lengthText === undefined
    ? bits
    : readPrefixLength(lengthText, bits);
  if (length === undefined) return undefined;
  if (address.family === 6 && length >= 96) {
    const plain = unmapped(address);
    if (plain.family === 4) return network(plain, length - 96);
  }
  return network(address, length);
}

/** What was last asked of a list: a client sends mail after mail, and reading its address costs more than all else that is judged. */
const lastAsked = new WeakMap<
  readonly Network[],
  { readonly address: string; readonly inside: boolean }
>();

/**
 * Whether the address lies in one of the networks. An IPv4-mapped IPv6 address counts as the IPv4 one; no address,
 * no. A list must not change once it was asked.
 */
export function inNetworks(
  address: string,
  networks: readonly Network[],
): boolean {
  if (networks.length === 0) return false;
  const last = lastAsked.get(networks);
  if (last?.address === address) return last.inside;
  const inside = lies(address, networks);
  lastAsked.set(networks, { address, inside });
  return inside;
}

function lies(address: string, networks: readonly Network[]): boolean {
  const read = readAddress(address);
  if (read === undefined) return false;
  const { value, family } = unmapped(read);
  return networks.some((each) =>
    each.family === family &&
    value >> each.hostBits === each.base >> each.hostBits
  );
}

/** Refuses a client from outside the networks of `[smtp] allow`; undefined when it may send. */
export function checkClient(
  address: string,
  networks: readonly Network[],
): Refusal | undefined {
  if (inNetworks(address, networks)) return undefined;
  return {
    code: 550,
    enhanced: "5.7.1",
    text: `${address} is not in [smtp] allow`,
  };
}

// RFC 4291 §2.5.6: such an address says nothing of its network.
const linkLocalPrefix = 0xfe80n >> 6n;

/**
 * By what a client is known where it is counted: an IPv4 address itself, since the devices of a LAN share no more than
 * their network; of an IPv6 address the /64, within which a machine takes new ones as it likes (RFC 8981). A text that
 * is no address stands for itself.
 */
export function clientKey(address: string): string {
  const read = readAddress(address);
  if (read === undefined) return address;
  const { value, family } = unmapped(read);
  if (family === 4 || value >> 118n === linkLocalPrefix) {
    return `${family}:${value.toString(16)}`;
  }
  return `${family}:${(value >> 64n).toString(16)}/64`;
}

function network({ value, family }: Address, length: number): Network {
  const hostBits = BigInt(bitsOf[family] - length);
  return { base: value >> hostBits << hostBits, hostBits, family };
}

function unmapped(address: Address): Address {
  const mapped = address.family === 6 && address.value >> 32n === mappedPrefix;
  return mapped ? { value: address.value & 0xffffffffn, family: 4 } : address;
}

function readPrefixLength(text: string, bits: number): number | undefined {
  return /^[0-9]{1,3}$/.test(text) && Number(text) <= bits
    ? Number(text)
    : undefined;
}

function readAddress(text: string): Address | undefined {
  const v4 = readIpv4(text);
  if (v4 !== undefined) return { value: v4, family: 4 };
  const v6 = readIpv6(text);
  return v6 === undefined ? undefined : { value: v6, family: 6 };
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // No leading zero: some programs read "010" as eight.
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) {
      return undefined;
    }
    value = value << 8n | BigInt(part);
  }
  return value;
}

function readIpv6(text: string): bigint | undefined {
  // A link-local client comes with its interface: fe80::1%eth0.
  const [bare = "", zone] = text.split("%");
  if (zone === "") return undefined;
  const halves = bare.split("::");
  const [head = "", tail] = halves;
  if (halves.length > 2) return undefined;
  const left = readGroups(head, tail === undefined);
  const right = readGroups(tail ?? "", true);
  if (left === undefined || right === undefined) return undefined;
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  const groups = [...left, ...new Array<bigint>(gap).fill(0n), ...right];
  return groups.reduce((value, group) => value << 16n | group, 0n);
}

/**
 * Reads colon-separated groups; the last may be an IPv4 address, worth two (RFC 4291 §2.2), at the end of the text
 * only.
 */
function readGroups(
  text: string,
  atEnd: boolean,
): readonly bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const v4 = atEnd && index === parts.length - 1 ? readIpv4(part) : undefined;
    if (v4 !== undefined) groups.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
