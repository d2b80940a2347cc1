// How programs introduce what they quote, in the languages that their users read. Each part is looked for with the letters around it in
// mind, since `\b` knows ASCII only.
const openings = [
  "On", // English
  "Am", // German
  "Le", // French
  "El", // Spanish
  "Il", // Italian
  "Op", // Dutch
  "Den|På", // Swedish, Danish, Norwegian
  "Em|A|No dia", // Portuguese
  "W dniu|Dnia", // Polish
  "Dne", // Czech, Slovak
  "Dňa",
].join("|");
const verbs = [
  "wrote|writes",
  "schrieb|geschrieben",
  "a [ée]crit",
  "escribi[óo]|ha escrito",
  "ha scritto|scrive",
  "schreef|geschreven",
  "skrev",
  "escreveu",
  "pisze|napisał(?:a|\\(a\\))?",
  "napsala?|napsal\\(a\\)|napísala?|napísal\\(a\\)",
  "kirjoitti",
  "írta",
  "yazdı",
  "пишет|написала?|написал\\(а\\)",
  "写道|寫道|작성",
].join("|");

const opening = new RegExp(`^(?:${openings}) `, "u");
// Behind the verb German, Dutch and Scandinavian programs put the writer.
const ending = new RegExp(
  `(?<![\\p{L}])(?:${verbs})(?![\\p{L}]).{0,150}[:：]$`,
  "iu",
);
// What Horde writes.
const quoting = /^(?:Quoting|Zitat von|Citando) .+:$/;
// Gmail in languages where it does without a verb.
const dated = /\d{4}.*<[^\s<>]+@[^\s<>]+>\s?[:：]$/;
const address = /[^\s@]@[^\s@]/;
const time = /\d{1,2}[:.h]\d{2}/;
const day = /\d{4}|\d[\/.-]\d/;

/** The most lines over which an attribution may be broken. */
export const longestAttribution = 3;
const longestText = 300;
const longestPlainText = 100;

/**
 * Whether these lines, joined, introduce a quotation: "On …, Anna wrote:". Only the shape is looked at; a quotation below is the better
 * evidence.
 */
export function isAttribution(lines: readonly string[]): boolean {
  const [first = ""] = lines;
  const text = lines.join(" ").trim();
  if (text.length > longestText || !/[:：]$/.test(text)) return false;
  if (lines.length > 1) {
    return opening.test(first) && day.test(first) && ending.test(text);
  }
  if (quoting.test(text) || dated.test(text)) return true;
  if (!ending.test(text)) return false;
  return opening.test(text) && /\d/.test(text) || address.test(text) ||
    time.test(text) || isPlain(text);
}

/** Whether a program wrote it beyond doubt, so that what follows is quoted even where no line is marked. */
export function isCertainAttribution(lines: readonly string[]): boolean {
  const text = lines.join(" ").trim();
  return isAttribution(lines) && opening.test(text) && day.test(text) &&
    (time.test(text) || address.test(text));
}

// "Anna Berg wrote:", and not the end of an answer.
function isPlain(text: string): boolean {
  return text.length <= longestPlainText && !/[.!?,;] /.test(text);
}
