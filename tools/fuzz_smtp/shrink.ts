/** No more than so many tries, so that a failure is told soon. */
const maxTries = 3_000;

/** The smallest part of a text, as far as cutting pieces out of it leads, that still fails. */
export async function shrink(
  text: string,
  fails: (text: string) => Promise<boolean>,
): Promise<string> {
  let smallest = text;
  let tries = 0;
  for (
    let size = half(text.length);
    size > 0;
    size = size === 1 ? 0 : half(size)
  ) {
    for (let at = 0; at < smallest.length && tries < maxTries;) {
      const candidate = smallest.slice(0, at) + smallest.slice(at + size);
      tries += 1;
      if (await fails(candidate)) smallest = candidate;
      else at += size;
    }
  }
  return smallest;
}

function half(length: number): number {
  return Math.ceil(length / 2);
}
