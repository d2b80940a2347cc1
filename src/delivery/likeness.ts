import { createHash } from "node:crypto";
import type { Client, ReversePath } from "../model/mod.ts";

/** English names of months and days: what makes a date of the digits beside them. */
const dateWord =
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/g;
/** Counters, addresses and hashes in hexadecimal: four characters or more, with a digit among them. */
const hexadecimal = /\b(?:0x)?(?=[a-f]*\d)[\da-f]{4,}\b/g;
/** Numbers with whatever joins them to times, dates, versions and decimals. */
const numbers = /[+-]?\p{Nd}+(?:[.,:/-]?\p{Nd}+)*/gu;
/** A date or a time that is left of all that, with the words that belong to it. */
const moments =
  /(?:@ ?,? ?)?#(?:[ ,.t]{0,2}(?:#|@))*(?: ?(?:z|utc|gmt|cest|cet|am|pm)\b)?/g;

/** No two texts are alike that differ before here; what an SMS can hold is far less. */
const compared = 40_000;

/**
 * What is left of a text once that is taken away in which one alarm differs from the next: numbers, times, dates, hexadecimal counters,
 * capitals and blanks.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(normalise("Pump 3  STOPPED\nat 2026-11-26 12:05:33"), normalise("pump 4 stopped at 2026-11-27 00:00:01"));
 * assert.notEqual(normalise("Pump 3 stopped"), normalise("Pump 3 started"));
 * ```
 */
export function normalise(text: string): string {
  return text.slice(0, compared).normalize("NFKC").toLowerCase()
    .replaceAll(/[\s\p{Default_Ignorable_Code_Point}]+/gu, " ").trim()
    .replaceAll(hexadecimal, "#")
    .replaceAll(numbers, "#")
    .replaceAll(
      dateWord,
      (word, at: number, whole: string) =>
        isBesideNumber(whole, at, at + word.length) ? "@" : word,
    )
    .replaceAll(moments, "#");
}

/** What texts have in common that are alike, from the same sender and of the same kind; of one length, whatever they hold. */
export function likenessOf(
  text: string,
  from: { readonly sender: string; readonly kind: string },
): string {
  return createHash("sha256")
    .update(JSON.stringify([from.sender, from.kind, normalise(text)]))
    .digest("base64url");
}

/** Whose storm a mail belongs to: its user's, if it logged in, else its reverse-path's, else its client's. */
export function stormSender(
  { user, reversePath, address }: {
    readonly user?: Client["user"];
    readonly reversePath: ReversePath;
    readonly address: Client["address"];
  },
): string {
  if (user !== undefined) return `user ${user.toLowerCase()}`;
  return reversePath === ""
    ? `client ${address}`
    : `path ${reversePath.toLowerCase()}`;
}

function isBesideNumber(text: string, start: number, end: number): boolean {
  return /#[ ,./-]{0,2}$/.test(text.slice(Math.max(0, start - 3), start)) ||
    /^[ ,./-]{0,2}(?:#|\w{3,9}[ ,./-]{1,2}#)/.test(text.slice(end, end + 14));
}
