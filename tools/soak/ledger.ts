/** Holds what the queue says against what the modems wrote down. */
import type {
  StoredDelivery,
  StoredSms,
} from "../../tests/interop/support/dead_queue.ts";
import { judge, twice } from "../../tests/interop/support/ledger.ts";
import { finalRefusals } from "./faults.ts";
import { balanceInbound, type InboundViolations } from "./inbound_ledger.ts";
import { type LogLine, mailKey } from "./log.ts";

/** Both sides' books. A mail is one recipient of one mail: `mailKey`. */
export interface SoakBooks {
  /** The texts of all that was mailed. */
  readonly tried: ReadonlyMap<string, string>;
  /** What was answered 250. The rest may be in the queue as well: the server was killed before it could say so. */
  readonly promised: ReadonlySet<string>;
  /** What the queue has in the end. */
  readonly stored: readonly StoredDelivery[];
  /** What its inbox has in the end. */
  readonly inbox: readonly StoredSms[];
  /** What the modems wrote down. */
  readonly log: readonly LogLine[];
}

/** What must not be; each list holds the mails of which it is so. */
export interface Violations extends InboundViolations {
  /** Answered 250, and the queue does not know it. */
  readonly unaccounted: readonly string[];
  /** In the queue more than once, or never mailed. */
  readonly strange: readonly string[];
  /** Neither gone nor failed when time was up. */
  readonly unfinished: readonly string[];
  /** Sent, as the queue says, and not shown whole by its phone. */
  readonly lost: readonly string[];
  /** Shown with other words than were mailed. */
  readonly garbled: readonly string[];
  /** Shown, and never mailed. */
  readonly invented: readonly string[];
  /** Arrived twice, at least in part, without the mark. */
  readonly unmarked: readonly string[];
  /** Failed, and no network had refused it or reported so. */
  readonly failedForNothing: readonly string[];
  /** Delivered, as the queue says, with a segment of which no report said so. */
  readonly deliveredForNothing: readonly string[];
}

/** What a soak came to. */
export interface SoakLedger {
  readonly violations: Violations;
  readonly accepted: number;
  /** In the queue without a 250 that was heard. */
  readonly unheard: number;
  /** Deliveries by state; their sum is `accepted` and `unheard` when nothing is wrong. */
  readonly states: Readonly<Record<string, number>>;
  readonly segments: number;
  readonly messages: number;
  readonly marked: number;
  /** Of those marked: how many did arrive twice, at least in part. */
  readonly twice: number;
  /** In doubt once, and settled by a report without being sent again. */
  readonly settledByReport: number;
  /** SMS to the modems that the network handed over whole, and of their segments those that came again. */
  readonly inbound: { readonly handed: number; readonly repeated: number };
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
}

const gone = ["sent", "delivered"];

/** Compares the books. */
export function balance(
  { tried, promised, stored, inbox, log }: SoakBooks,
): SoakLedger {
  const named = stored.map((delivery) => ({
    ...delivery,
    mail: mailKey(delivery.text, delivery.recipient),
  }));
  const inState = (...states: readonly string[]) =>
    named.filter(({ state }) => states.includes(state)).map(({ mail }) => mail);
  const marked = new Set(
    named.filter((it) => it.possibleDuplicate).map(({ mail }) => mail),
  );
  const messages = linesOf(log, "message");
  const segments = linesOf(log, "segment");
  const seen = {
    promised: new Set(inState(...gone)),
    tried: new Set(tried.keys()),
    shown: messages.map(({ mail }) => mail),
    segments,
    atRisk: marked,
    marked,
  };
  const { lost, invented, unmarked } = judge(seen);
  const known = new Set(named.map(({ mail }) => mail));
  const { violations: inboundViolations, ...inbound } = balanceInbound(
    log,
    inbox,
  );
  return {
    violations: {
      ...inboundViolations,
      unaccounted: without([...promised], known),
      strange: strangers(named, tried),
      unfinished: named.filter(({ state }) =>
        ![...gone, "failed"].includes(state)
      )
        .map(({ mail, state }) => `${mail} ${state}`),
      lost,
      garbled: messages.filter(({ mail, text }) => tried.get(mail) !== text)
        .map(({ mail }) => mail),
      invented,
      unmarked,
      failedForNothing: without(inState("failed"), reasonsToFail(log)),
      deliveredForNothing: unreported(inState("delivered"), { log, segments }),
    },
    accepted: promised.size,
    unheard: without([...known], promised).length,
    states: countBy(named, ({ state }) => state),
    segments: segments.length,
    messages: messages.length,
    marked: marked.size,
    twice: twice(seen).size,
    settledByReport:
      named.filter((it) =>
        it.wasUncertain && !it.possibleDuplicate && it.state === "delivered"
      ).length,
    inbound,
    faults: countBy(linesOf(log, "fault"), ({ name }) => name),
  };
}

function strangers(
  named: readonly { readonly mail: string }[],
  tried: ReadonlyMap<string, string>,
): readonly string[] {
  const seen = new Set<string>();
  return named.map(({ mail }) => mail).filter((mail) => {
    const again = seen.has(mail);
    seen.add(mail);
    return again || !tried.has(mail);
  });
}

/** What the network had refused in a way that may be for good, or reported as failed. */
function reasonsToFail(log: readonly LogLine[]): ReadonlySet<string> {
  const refused = linesOf(log, "refused")
    .filter((line) => finalRefusals.has(line.class));
  const failed = linesOf(log, "report")
    .filter(({ outcome }) => outcome === "failed");
  return new Set([...refused, ...failed].map(({ mail }) => mail));
}

/** The mails of which a segment was never reported as delivered. */
function unreported(
  mails: readonly string[],
  { log, segments }: {
    readonly log: readonly LogLine[];
    readonly segments: readonly {
      readonly mail: string;
      readonly part: number;
    }[];
  },
): readonly string[] {
  const reported = new Set(
    linesOf(log, "report").filter(({ outcome }) => outcome === "delivered")
      .map(({ mail, part }) => `${mail}/${part}`),
  );
  const missing = new Set(
    segments.filter(({ mail, part }) => !reported.has(`${mail}/${part}`))
      .map(({ mail }) => mail),
  );
  return mails.filter((mail) => missing.has(mail));
}

function linesOf<Event extends LogLine["event"]>(
  log: readonly LogLine[],
  event: Event,
): readonly Extract<LogLine, { readonly event: Event }>[] {
  return log.filter((line): line is Extract<LogLine, { event: Event }> =>
    line.event === event
  );
}

function without(
  some: readonly string[],
  others: ReadonlySet<string>,
): readonly string[] {
  return some.filter((one) => !others.has(one));
}

function countBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const name = nameOf(item);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
