import * as v from "valibot";

/** A whole number in a query. */
export function wholeNumber(
  { least = 0, most = Number.MAX_SAFE_INTEGER, description }: {
    readonly least?: number;
    readonly most?: number;
    readonly description: string;
  },
) {
  return v.pipe(
    v.string(),
    v.regex(/^-?[0-9]{1,16}$/, "Must be a whole number"),
    v.transform(Number),
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(least, `Must be at least ${least}`),
      v.maxValue(most, `Must be at most ${most}`),
      v.description(description),
    ),
  );
}

/** How many to answer. */
export function limit(most: number, otherwise: number) {
  const description = `At most so many; ${otherwise} where left out`;
  return v.optional(
    wholeNumber({ least: 1, most, description }),
    String(otherwise),
  );
}

/** The parameters of a query; each may stand there once. Undefined for one that stands twice. */
export function readQuery(
  params: URLSearchParams,
): Readonly<Record<string, string>> | { readonly twice: string } {
  const query: Record<string, string> = {};
  for (const [name, value] of params) {
    if (Object.hasOwn(query, name)) return { twice: name };
    query[name] = value;
  }
  return query;
}
