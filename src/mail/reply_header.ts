// What Outlook and webmailers put above the mail that is answered, by what it says, in the languages that their users read.
const fields: readonly (readonly [kind: Kind, names: string])[] = [
  [
    "from",
    "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|Gönderen|Feladó",
  ],
  [
    "sent",
    "Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Dato|Lähetetty|Wysłano|Odesláno|Odoslané|Дата|Отправлено|Gönderildi|Elküldve",
  ],
  [
    "to",
    "To|An|À|Para|A|Aan|Till|Til|Vastaanottaja|Do|Komu|Pro|Кому|Kime|Címzett",
  ],
  [
    "subject",
    "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět|Predmet|Тема|Konu|Tárgy",
  ],
];

type Kind = "from" | "sent" | "to" | "subject";

const patterns = fields.map(([kind, names]) =>
  [kind, new RegExp(`^\\*?(?:${names})\\s?:`, "u")] as const
);

const separator = new RegExp(
  `^-{2,}\\s*(?:${
    [
      "Original (?:Message|Appointment)",
      "Reply message",
      "Ursprüngliche (?:Nachricht|E-Mail)",
      "Original-Nachricht",
      "Originalnachricht",
      "Message d['’]origine",
      "Mensaje original",
      "Messaggio originale",
      "Mensagem original",
      "Oorspronkelijk bericht",
      "Ursprungligt meddelande",
      "Oprindelig meddelelse",
      "Opprinnelig melding",
      "Alkuperäinen viesti",
      "(?:Oryginalna wiadomość|Wiadomość oryginalna)",
      "Původní zpráva",
      "Pôvodná správa",
      "Исходное сообщение",
    ].join("|")
  })\\s*-{2,}$`,
  "iu",
);
// Outlook draws one of 32 underscores; a rule in HTML becomes three dashes.
const rule = /^(?:_{10,}|-{3,})$/;

// Each field may go on in a second line, and Cc may stand among them.
const longestHeader = 10;
const fewestFields = 3;

// What is passed on is what the mail is about.
const forwardMark = new RegExp(
  `^(?:-{2,}\\s*)?(?:${
    [
      "(?:Begin )?forwarded message",
      "(?:Anfang der )?weitergeleitete[rn]? (?:Nachricht|E-Mail)",
      "(?:Début du )?message (?:transféré|réexpédié)",
      "(?:Inicio del )?mensaje reenviado",
      "(?:Inizio )?messaggio inoltrato",
      "(?:Início da )?mensagem (?:encaminhada|reencaminhada)",
      "(?:Begin )?doorgestuurd bericht",
      "Vidarebefordrat (?:meddelande|mejl)",
      "Videresendt (?:meddelelse|melding|e-post)",
      "Przekazana wiadomość|Wiadomość przekazana",
      "Přeposlaná zpráva",
      "Пересылаемое сообщение",
    ].join("|")
  })(?!\\p{L})`,
  "iu",
);

/** Whether a forwarded mail begins below this line. */
export function isForwardMark(line: string): boolean {
  return forwardMark.test(line);
}

/**
 * Whether a mail that is answered begins at this line: with a separator, or with a header that a rule may set off. Below it nothing is
 * the answer's.
 */
export function beginsAnsweredMail(
  lines: readonly string[],
  index: number,
): boolean {
  const line = lines[index]?.trim() ?? "";
  if (!/[:_-]/.test(line)) return false;
  if (separator.test(line)) return true;
  if (!rule.test(line)) return isReplyHeader(lines, index);
  const next = lines[index + 1]?.trim() === "" ? index + 2 : index + 1;
  return isReplyHeader(lines, next);
}

/** Where the separator and the header that begin at this line end, blank lines behind them included. */
export function endOfReplyHeader(
  lines: readonly string[],
  index: number,
): number {
  let end = index + 1;
  // A blank line may stand between rule and header.
  if (lines[end]?.trim() === "" && kindOf(lines[end + 1]) !== undefined) end++;
  while (end < lines.length && lines[end]?.trim() !== "") end++;
  while (end < lines.length && lines[end]?.trim() === "") end++;
  return end;
}

/** Whether a header begins here that names a sender and two things more, without an empty line. */
function isReplyHeader(lines: readonly string[], start: number): boolean {
  const first = kindOf(lines[start]);
  if (first !== "from" && first !== "sent") return false;
  const kinds = new Set<Kind>();
  for (const line of lines.slice(start, start + longestHeader)) {
    if (line.trim() === "") break;
    const kind = kindOf(line);
    if (kind !== undefined) kinds.add(kind);
  }
  return kinds.has("from") && kinds.size >= fewestFields;
}

function kindOf(line: string | undefined): Kind | undefined {
  if (line === undefined) return undefined;
  return patterns.find(([, pattern]) => pattern.test(line))?.[0];
}
