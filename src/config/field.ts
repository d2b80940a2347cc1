import * as v from "valibot";
import { parseDuration } from "./duration.ts";
import { parseSize } from "./size.ts";

const durationPattern = "^(?:[0-9]+(?:d|h|ms?|s))+$";
const sizePattern = "^[0-9]+ ?(?:[KMGkmg][Ii]?)?[Bb]$";

// Every message goes on from "[smtp] max_size is 7; it", and says all that is allowed.

/** A number without fraction within limits, both included. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

/** A duration within limits, both included and written as durations; milliseconds from there on. */
export function duration(
  least: string,
  most: string,
  example = '"30s", "5m" or "24h"',
) {
  const range = [parseDuration(least) ?? NaN, parseDuration(most) ?? NaN];
  const [leastMs = NaN, mostMs = NaN] = range;
  return parsed(
    (text) => {
      const valueMs = parseDuration(text) ?? NaN;
      return valueMs >= leastMs && valueMs <= mostMs ? valueMs : undefined;
    },
    `must be a duration from "${least}" to "${most}", such as ${example}`,
    { pattern: durationPattern },
  );
}

/** Like `duration`, or "" for none: undefined from there on. */
export function durationOrNone(least: string, most: string) {
  const [leastMs = NaN, mostMs = NaN] = [least, most].map((it) =>
    parseDuration(it) ?? NaN
  );
  return v.pipe(
    parsed(
      (text): number | "" | undefined => {
        if (text === "") return "";
        const valueMs = parseDuration(text) ?? NaN;
        return valueMs >= leastMs && valueMs <= mostMs ? valueMs : undefined;
      },
      `must be a duration from "${least}" to "${most}", such as "30d", or "" for none`,
      { pattern: `^$|${durationPattern}` },
    ),
    v.transform((it) => it === "" ? undefined : it),
  );
}

/** A size within limits, both included and written as sizes; bytes from there on. */
export function size(
  least: string,
  most: string,
  example = '"64KB" or "10MB"',
) {
  const leastBytes = parseSize(least) ?? NaN;
  const mostBytes = parseSize(most) ?? NaN;
  return parsed(
    (text) => {
      const bytes = parseSize(text) ?? NaN;
      return bytes >= leastBytes && bytes <= mostBytes ? bytes : undefined;
    },
    `must be a size from "${least}" to "${most}", such as ${example}`,
    { pattern: sizePattern },
  );
}

/** Yes or no. */
export function yesOrNo() {
  return v.boolean("must be true or false, without quotes");
}

/** One of a few words or numbers. */
export function oneOf<const T extends readonly (string | number)[]>(words: T) {
  const list = words.map((it) => JSON.stringify(it));
  const last = list.pop() ?? "";
  const message = list.length === 0
    ? `must be ${last}`
    : `must be ${list.join(", ")} or ${last}`;
  return v.picklist(words, message);
}

/**
 * Text that means something: `parse` reads it, and returns undefined for what it cannot read. `advise` may add to the
 * message what was probably meant; `pattern`, for editors, must match all that `parse` takes.
 */
export function parsed<T>(
  parse: (text: string) => T | undefined,
  message: string,
  { advise = () => "", pattern }: {
    readonly advise?: (text: string) => string;
    readonly pattern?: string;
  } = {},
) {
  return v.pipe(
    v.string(message),
    v.metadata(pattern === undefined ? {} : { pattern }),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: message + advise(dataset.value) });
      return NEVER;
    }),
  );
}

/** Text that passes a test and stays as it is. */
export function text(test: (text: string) => boolean, message: string) {
  return parsed((it) => test(it) ? it : undefined, message);
}

/** A list of like entries; `message` says what is wrong when it is no list. */
export function listOf<T extends v.GenericSchema>(
  entry: T,
  message: string,
) {
  return v.array(entry, message);
}

/** A list that must not be empty; `message` says what is wrong when it is no list, `empty` when nothing is in it. */
export function someOf<T extends v.GenericSchema>(
  entry: T,
  message: string,
  { empty = "must name at least one" }: { readonly empty?: string } = {},
) {
  return v.pipe(listOf(entry, message), v.minLength(1, empty));
}

/** One or several: a single entry may stand without brackets; a list from there on. */
export function oneOrSome<T extends v.GenericSchema>(
  entry: T,
  message: string,
) {
  const some = someOf(entry, message);
  return v.pipe(
    v.lazy((input) => Array.isArray(input) ? some : entry),
    v.transform((it: v.InferOutput<T> | v.InferOutput<T>[]) =>
      Array.isArray(it) ? it : [it]
    ),
  );
}
