/**
 * Puts a text between the marks `<!-- name:begin -->` and `<!-- name:end -->`, in place of what was there.
 *
 * @throws {Error} when one of them is missing or they stand the wrong way round.
 */
export function replaceSection(
  document: string,
  name: string,
  text: string,
): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`Marks "${begin}" and "${end}" are missing`);
  }
  const before = document.slice(0, from + begin.length);
  return `${before}\n\n${text.trim()}\n\n${document.slice(to)}`;
}
