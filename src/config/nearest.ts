/**
 * The name that was probably meant: the closest one that at most a third of its letters tell apart, or one of which the
 * other is the beginning (baudrate, baud); undefined when there is none.
 */
export function nearest(
  written: string,
  names: readonly string[],
): string | undefined {
  const wanted = plain(written);
  const [best] = names
    .map((name) => ({ name, distance: editDistance(wanted, plain(name)) }))
    .filter(({ name, distance }) =>
      distance <= Math.ceil(name.length / 3) || beginsOther(wanted, plain(name))
    )
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

function beginsOther(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.startsWith(short);
}

/** What is left when the ways of writing a name in several words are taken away: maxSize and max-size are max_size. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ .]/g, "");
}

/** Fewest single letters to insert, remove, replace or swap with a neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] &&
        a[i - 2] === b[j - 1];
      row.push(Math.min(
        cell(above, j) + 1,
        cell(row, j - 1) + 1,
        cell(above, j - 1) + (same ? 0 : 1),
        swapped ? cell(before, j - 2) + 1 : Infinity,
      ));
    }
    before = above;
    above = row;
  }
  return cell(above, b.length);
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Infinity;
}
