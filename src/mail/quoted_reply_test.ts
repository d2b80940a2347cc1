import assert from "node:assert/strict";
import fc from "fast-check";
import { stripQuotes } from "./quoted_reply.ts";

const answer = "Pump 3 runs again.";
const marked = ["> Pump 3 stopped.", ">", "> > Who is there?", ">> Nobody"];

const attributions: Readonly<Record<string, string>> = {
  Gmail: "On Mon, Jan 5, 2026 at 10:00 AM Anna Berg <anna@example.org> wrote:",
  "Apple Mail": "On 5 Jan 2026, at 10:00, Anna Berg <anna@example.org> wrote:",
  Thunderbird: "On 1/5/26 10:00, Anna Berg wrote:",
  mutt: "On Mon, Jan 05, 2026 at 10:00:00AM +0100, Anna Berg wrote:",
  "broken once":
    "On Mon, Jan 5, 2026 at 10:00 AM Anna Berg\n<anna@example.org> wrote:",
  "broken twice":
    "On Mon, Jan 5, 2026 at 10:00 AM\nAnna Berg of the Plant\n<anna@example.org> wrote:",
  "no date": "Anna Berg wrote:",
  "no opening": "Anna Berg <anna@example.org> writes:",
  Horde: "Quoting Anna Berg <anna@example.org>:",
  "Gmail, German":
    "Am Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Anna Berg <anna@example.org>:",
  "Thunderbird, German": "Am 05.01.26 um 10:00 schrieb Anna Berg:",
  GMX: "Anna Berg <anna@example.org> hat am 05.01.2026 10:00 CET geschrieben:",
  "Gmail, French":
    "Le lun. 5 janv. 2026 à 10:00, Anna Berg <anna@example.org> a écrit :",
  "Gmail, Spanish":
    "El lun, 5 ene 2026 a las 10:00, Anna Berg (<anna@example.org>) escribió:",
  "Gmail, Italian":
    "Il giorno lun 5 gen 2026 alle ore 10:00 Anna Berg <anna@example.org> ha scritto:",
  "Gmail, Dutch":
    "Op ma 5 jan 2026 om 10:00 schreef Anna Berg <anna@example.org>:",
  "Gmail, Swedish":
    "Den mån 5 jan. 2026 kl 10:00 skrev Anna Berg <anna@example.org>:",
  "Gmail, Portuguese":
    "Em seg., 5 de jan. de 2026 às 10:00, Anna Berg <anna@example.org> escreveu:",
  "Thunderbird, Polish": "W dniu 5.01.2026 o 10:00, Anna Berg pisze:",
  "Gmail, Polish":
    "pon., 5 sty 2026 o 10:00 Anna Berg <anna@example.org> napisał(a):",
  "Gmail, Czech":
    "po 5. 1. 2026 v 10:00 odesílatel Anna Berg <anna@example.org> napsal:",
  "Gmail, Finnish":
    "ma 5. tammik. 2026 klo 10.00 Anna Berg (anna@example.org) kirjoitti:",
  "Gmail, Hungarian":
    "Anna Berg <anna@example.org> ezt írta (időpont: 2026. jan. 5., H, 10:00):",
  "Gmail, Turkish":
    "Anna Berg <anna@example.org>, 5 Oca 2026 Pzt, 10:00 tarihinde şunu yazdı:",
  "Gmail, Russian": "пн, 5 янв. 2026 г. в 10:00, Anna Berg <anna@example.org>:",
  "Thunderbird, Russian": "05.01.2026 10:00, Anna Berg пишет:",
  "Gmail, Japanese": "2026年1月5日(月) 10:00 Anna Berg <anna@example.org>:",
  "Gmail, Chinese":
    "Anna Berg <anna@example.org> 于2026年1月5日周一 10:00写道：",
};

Deno.test("stripQuotes() cuts marked lines and what introduces them, in any language", () => {
  for (const [program, attribution] of Object.entries(attributions)) {
    const quoted = [attribution, "", ...marked];
    const answerAbove = [answer, "", ...quoted].join("\n");
    const answerBelow = [...quoted, "", answer].join("\n");
    assert.equal(stripQuotes(answerAbove), answer, program);
    assert.equal(stripQuotes(answerBelow), answer, program);
  }
});

const answeredMails: Readonly<Record<string, string>> = {
  "Outlook, plain":
    "-----Original Message-----\nFrom: Anna Berg\nSent: Monday\nTo: Max\nSubject: Pump",
  "Outlook, German":
    "-----Ursprüngliche Nachricht-----\nVon: Anna Berg\nGesendet: Montag",
  "Outlook, French": "-----Message d'origine-----",
  Samsung: "-------- Ursprüngliche Nachricht --------\nVon: Anna",
  Android: "-------- Original message --------",
  "Outlook, HTML":
    "From: Anna Berg <anna@example.org>\nSent: Monday, January 5, 2026 10:00 AM\nTo: Max <max@example.org>\nSubject: Pump",
  "Outlook, ruled":
    "________________________________\nFrom: Anna Berg\nSent: Monday\nTo: Max\nSubject: Pump",
  "Outlook, ruled, a line between":
    "________________________________\n\nVon: Anna Berg\nGesendet: Montag\nAn: Max\nBetreff: Pump",
  "Outlook on the web, HTML":
    "---\nFrom: Anna Berg\nSent: Monday\nTo: Max\nSubject: Pump",
  "Outlook, bold":
    "*From:* Anna Berg\n*Sent:* Monday\n*To:* Max\n*Cc:* Eva,\n Ole\n*Subject:* Pump",
  "GMX, HTML":
    "Gesendet: Montag, 05. Januar 2026 um 10:00 Uhr\nVon: Anna Berg\nAn: Max\nBetreff: Pump",
  "Outlook, French, HTML":
    "De : Anna Berg\nEnvoyé : lundi 5 janvier 2026\nÀ : Max\nObjet : Pompe",
  "Gmail, HTML only": attributions["Gmail"] ?? "",
  "Thunderbird, HTML only": attributions["Thunderbird, German"] ?? "",
};

Deno.test("stripQuotes() cuts all below the header of the mail that is answered", () => {
  for (const [program, header] of Object.entries(answeredMails)) {
    const text = `${answer}\n\n${header}\n\nPump 3 stopped.\n\nAnna`;
    assert.equal(stripQuotes(text), answer, program);
  }
});

Deno.test("stripQuotes() keeps answers between what they answer", () => {
  const text = [
    "Hello Anna,",
    "",
    "Am 05.01.26 um 10:00 schrieb Anna Berg:",
    "> Does pump 3 run?",
    "",
    "It does.",
    "> And pump 4?",
    "It does not:",
    "the valve is stuck.",
    ">",
    "> Anna",
    "-- ",
    "Max",
  ].join("\n");
  assert.equal(
    stripQuotes(text),
    "Hello Anna,\nIt does.\nIt does not:\nthe valve is stuck.\n-- \nMax",
  );
});

Deno.test("stripQuotes() keeps an answer below a header whose mail is marked", () => {
  const text =
    `----- Original Message -----\nFrom: Anna\nTo: Max\nSent: Monday\n\n> Pump?\n\n${answer}`;
  assert.equal(stripQuotes(text), answer);
});

Deno.test("stripQuotes() leaves whole what is nothing else, and what quotes nothing", () => {
  const texts = [
    "",
    "Pump 3 stopped",
    "\n\nPump 3 stopped\n\n\nat 10:00",
    "> all is quoted",
    "Anna wrote:\n> all is quoted",
    "On 5 Jan 2026, at 10:00, Anna <a@b> wrote:\n\nall is quoted",
    "-----Original Message-----\nFrom: Anna\n\nPump 3 stopped",
    // Alarms that have words of a mail in them.
    "Value > 90",
    "Alarm from pump 3:\nFrom: 80 °C\nTo: 90 °C",
    "Report\nDate: 2026-01-05\nFrom: pump 3\nState: stopped",
    "Alarms\n----------\nPump 3\n__________\nPump 4",
    "Log\nAs the operator wrote:\nvalve stuck",
    "Log\nOn call today wrote:\nvalve stuck",
    "Shift\nAm Montag schrieb der Techniker:\nVentil klemmt",
  ];
  for (const text of texts) assert.equal(stripQuotes(text), text, text);
});

Deno.test("stripQuotes() keeps a forwarded mail: it is what the mail is about", () => {
  const texts = [
    "FYI\n\n---------- Forwarded message ---------\nFrom: PLC\nDate: Mon\nSubject: Pump\nTo: Max\n\nPump 3 stopped",
    "FYI\n\nBegin forwarded message:\n\n> From: PLC\n> Subject: Pump\n>\n> Pump 3 stopped",
    "Pour info\n\n---------- Message transféré ---------\nDe : API\nDate : lun.\nObjet : P\nÀ : Max\n\nPompe 3",
    "Zur Info\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Pumpe\nDatum: Mo\nVon: SPS\nAn: Max\n\nPumpe 3 steht",
  ];
  for (const text of texts) assert.equal(stripQuotes(text), text);
});

Deno.test("stripQuotes() keeps an answer whose last line only sounds like an introduction", () => {
  assert.equal(
    stripQuotes("The valve is stuck. See what Bob wrote:\n> nothing"),
    "The valve is stuck. See what Bob wrote:",
  );
});

Deno.test("stripQuotes() takes any lines, and leaves some of them as they are", () => {
  const line = fc.constantFrom<string>(
    "> quoted",
    ">",
    "",
    " ",
    "answer",
    "-----Original Message-----",
    "________________________________",
    "---------- Forwarded message ---------",
    "From: a",
    "Sent: b",
    "To: c",
    "Subject: d",
    "On 5 Jan 2026, at 10:00, Anna",
    "<anna@example.org> wrote:",
    "Anna wrote:",
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
    const text = lines.join("\n");
    const own = stripQuotes(text);
    assert.equal(own.trim() === "", text.trim() === "");
    for (const each of own.split("\n")) {
      assert.ok(lines.includes(each) || each === "");
    }
  }));
});
