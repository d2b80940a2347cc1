import { plainQuirks, type Quirks } from "./quirks.ts";
import { preferred, type Routing } from "./routing_preference.ts";
import { notice, type NotReady, type Setup } from "./setup.ts";

// Messages stored (mt 1); reports handed over at once (ds 1) before stored ones (ds 2), which Quectel announces in one
// memory and keeps in another, before none. Mode 2 with bfr 0 is the rule; Qualcomm sticks want mode 1, Cinterion bfr 1.
const routings: readonly Routing[] = [
  [2, 1, 0, 1, 0],
  [2, 1, 0, 1, 1],
  [1, 1, 0, 1, 1],
  [1, 1, 0, 1, 0],
  [3, 1, 0, 1, 0],
  [2, 1, 0, 2, 0],
  [2, 1, 0, 2, 1],
  [1, 1, 0, 2, 1],
  [2, 1, 0, 0, 0],
  [1, 1, 0, 0, 1],
  [3, 1, 0, 0, 0],
];

/** Sees to it that status reports come by themselves. */
export async function routeReports(
  setup: Setup,
): Promise<NotReady | undefined> {
  const { conversation, quirks } = setup;
  const service = await conversation.query("AT+CSMS?", { prefix: "+CSMS:" });
  // TS 27.005 §3.4.4: what is not acknowledged in phase 2+ switches the routing off.
  setup.acknowledges = quirks.acknowledges && /^\s*1\b/.test(service ?? "");
  const offer = await conversation.query("AT+CNMI=?", { prefix: "+CNMI:" });
  for (const routing of routingsIn(offer ?? "", quirks)) {
    if (conversation.broken) return undefined;
    if (!await conversation.tell(`AT+CNMI=${routing.join(",")}`)) continue;
    setup.routing = routing.join(",");
    if (routing[3] === 0) tellNone(setup);
    return undefined;
  }
  tellNone(setup);
  return undefined;
}

/** All routings, what this modem likes first; those that the ranges of `+CNMI: (0-2),(0,1),…` allow before all others. */
export function routingsIn(
  offer: string,
  quirks: Quirks = plainQuirks,
): readonly Routing[] {
  const ranges = [...offer.matchAll(/\(([^()]*)\)/g)]
    .map(([, range = ""]) => parseRange(range));
  const isAllowed = (routing: Routing) =>
    routing.every((value, index) => ranges[index]?.has(value));
  // What is not offered is tried last: some offers are wrong, and one that is refused costs nothing.
  return [
    ...preferred(routings.filter(isAllowed), quirks),
    ...preferred(routings.filter((it) => !isAllowed(it)), quirks),
  ];
}

/** The numbers of "0,1,3-5". */
export function parseRange(range: string): ReadonlySet<number> {
  const numbers = range.split(",").flatMap((item) => {
    const [from, to = from] = item.split("-").map(Number);
    if (from === undefined || to === undefined || !(to - from <= 255)) {
      return [];
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return new Set(numbers);
}

function tellNone(setup: Setup): void {
  if (setup.conversation.broken) return;
  notice(
    setup,
    "The modem does not hand over status reports: messages stay at sent",
  );
}
