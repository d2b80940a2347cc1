import type { DeliveryId, DeliveryState } from "../model/mod.ts";
import { allowance, type ReportRate } from "./report_rate.ts";
import type { Report, ReportedMail, ReportedRecipient } from "./report.ts";
import {
  actionAt,
  isWanted,
  mayBeTold,
  type Reportable,
  reportedRecipient,
  type ReportPolicy,
} from "./report_rules.ts";

/** A change from which a report may follow, or, with the state `queued`, a delivery to be looked at since it is late. */
export interface ReportNews {
  /** Unique among what it is told with; makes the name of the report. */
  readonly name: string;
  readonly deliveryId: DeliveryId;
  readonly to: DeliveryState;
}

/** What is known of deliveries. */
export interface Knowledge {
  delivery(id: DeliveryId): Reportable | undefined;
  /** Those that this one serves. */
  mergedInto(id: DeliveryId): readonly DeliveryId[];
  /** When reports went to an address, wall milliseconds. */
  reportTimes(to: string): readonly number[];
}

/** Rules for all reports. */
export interface ReportRules {
  readonly policy: ReportPolicy;
  /** For each sender; none: no limit. */
  readonly rates: readonly ReportRate[];
}

/** A report that is not written. */
export interface Withheld {
  readonly report: Report;
  readonly rate: ReportRate;
}

/** What follows from news. */
export interface ReportPlan {
  readonly reports: readonly Report[];
  readonly withheld: readonly Withheld[];
}

/** Decides which reports are written: one a mail, for all of its recipients that there is news of. */
export function planReports(
  news: readonly ReportNews[],
  known: Knowledge,
  { policy, rates, now }: ReportRules & { readonly now: number },
): ReportPlan {
  const told = news.flatMap((it) => toldBy(it, known, policy));
  const written = new Map<string, number>();
  const reports: Report[] = [];
  const withheld: Withheld[] = [];
  for (const report of byMail(told)) {
    const to = report.mail.reversePath;
    const before = written.get(to) ?? 0;
    const times = rates.length === 0 ? [] : [
      ...known.reportTimes(to),
      ...new Array<number>(before).fill(now),
    ];
    const allowed = allowance(times, rates, now);
    if (allowed.kind === "none") {
      withheld.push({ report, rate: allowed.rate });
      continue;
    }
    written.set(to, before + 1);
    reports.push({ ...report, last: allowed.kind === "last" });
  }
  return { reports, withheld };
}

interface Told {
  readonly name: string;
  readonly mail: Reportable["mail"];
  readonly recipient: ReportedRecipient;
}

function toldBy(
  { name, deliveryId, to }: ReportNews,
  known: Knowledge,
  policy: ReportPolicy,
): readonly Told[] {
  const by = known.delivery(deliveryId);
  const said = by && actionAt(to, by);
  if (by === undefined || said === undefined) return [];
  return servedBy(deliveryId, known).flatMap((id): readonly Told[] => {
    const of = id === deliveryId ? by : known.delivery(id);
    if (of === undefined || !mayBeTold(of)) return [];
    if (!isWanted(said.action, of.notification?.notify, policy)) return [];
    const recipient = reportedRecipient(of, by, said);
    return [{ name, mail: of.mail, recipient }];
  });
}

/** A delivery, and all that it serves, also at second hand. */
function servedBy(
  id: DeliveryId,
  known: Knowledge,
): readonly DeliveryId[] {
  const served = new Set([id]);
  for (const each of served) {
    for (const merged of known.mergedInto(each)) served.add(merged);
  }
  return [...served];
}

function byMail(told: readonly Told[]): readonly Report[] {
  const reports = new Map<string, readonly [Told, ...Told[]]>();
  for (const it of told) {
    const [first, ...others] = reports.get(it.mail.id) ?? [it];
    reports.set(
      it.mail.id,
      first === it ? [it] : [first, ...others, it],
    );
  }
  return [...reports].map(([id, [first, ...others]]) => ({
    mail: reportedMail(first.mail),
    recipients: [first, ...others].map((it) => it.recipient),
    name: `${id}.${first.name}`,
    last: false,
  }));
}

function reportedMail(mail: Reportable["mail"]): ReportedMail {
  const { automatic: _, selfMade: __, ...reported } = mail;
  return reported;
}
