/** What the keys do. */
export function helpLines(): readonly string[] {
  return [
    "Keys",
    "  q, Ctrl-C       end",
    "  up, down, k, j  choose a message",
    "  PgUp, PgDn      a page up or down",
    "  g, G            to the newest, to the oldest",
    "  Enter           its whole history; again: back",
    "  f, F            only one state, the next or the one before",
    "  /               only texts that hold a word",
    "  Escape          all messages again",
    "  Ctrl-L          draw the screen anew",
    "",
    "Counters are of deliveries, one a recipient; received are",
    "SMS that came in. Signal: from -113 to -51 dBm.",
    "",
    "Any key goes back.",
  ];
}
