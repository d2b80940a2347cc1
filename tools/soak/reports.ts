import type { Clock } from "../../src/model/mod.ts";
import {
  concatenationOf,
  encodeStatusReport,
  type Pdu,
  type SubmitTpdu,
  textOf,
  timestampOf,
} from "../../src/sms/mod.ts";
import type { Chance } from "../fuzz_smtp/chance.ts";
import { type ReportHabit, reportHabits } from "./faults.ts";
import { type LogWriter, mailKey } from "./log.ts";

/** What the reports on one modem's SMS need. */
export interface NetworkReportsOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: LogWriter;
  /** Gives a report to the modem; false when it cannot take it, and the network tries again. */
  readonly deliver: (report: Pdu) => boolean;
}

type Outcome = "delivered" | "trying" | "failed";

// TS 23.040 §9.2.3.15: received; congestion, still trying; validity period expired.
const statuses: Readonly<Record<Outcome, number>> = {
  delivered: 0x00,
  trying: 0x20,
  failed: 0x46,
};

const againMs = 5_000;

/** The network's reports on what it took: most at once, some late, in two steps, of failure, or never. */
export class NetworkReports {
  readonly #options: NetworkReportsOptions;

  constructor(options: NetworkReportsOptions) {
    this.#options = options;
  }

  /** The network has taken an SMS. `calm`: no tricks. */
  take(
    { tpdu, reference }: {
      readonly tpdu: SubmitTpdu;
      readonly reference: number;
    },
    calm: boolean,
  ): void {
    if (!tpdu.statusReport) return;
    const { chance } = this.#options;
    const send = (outcome: Outcome, afterSeconds: number) =>
      this.#after(1000 * afterSeconds, { tpdu, reference, outcome });
    const kind = calm ? "at once" : this.#habit();
    switch (kind) {
      case "at once":
        return send("delivered", 0.2 * chance.next());
      case "late":
        return send("delivered", 30 * chance.next());
      case "trying first":
        send("trying", chance.next());
        return send("delivered", 2 + 10 * chance.next());
      case "failed":
        return send("failed", 5 * chance.next());
      case "never":
        return;
      default:
        kind satisfies never;
    }
  }

  #habit(): ReportHabit["kind"] {
    const { chance } = this.#options;
    return reportHabits.find(({ perMille }) => chance.below(1000) < perMille)
      ?.kind ?? "at once";
  }

  #after(
    delayMs: number,
    report: {
      readonly tpdu: SubmitTpdu;
      readonly reference: number;
      readonly outcome: Outcome;
    },
  ): void {
    this.#options.clock.after(delayMs, () => {
      if (!this.#send(report)) this.#after(againMs, report);
    });
  }

  #send(
    { tpdu, reference, outcome }: Parameters<NetworkReports["take"]>[0] & {
      readonly outcome: Outcome;
    },
  ): boolean {
    const { clock, deliver, log } = this.#options;
    const time = timestampOf(clock.now());
    const report = encodeStatusReport({
      messageReference: reference,
      recipient: tpdu.recipient,
      serviceCentreTime: time,
      dischargeTime: time,
      status: statuses[outcome],
    });
    if (!deliver(report)) return false;
    log.write({
      event: "report",
      mail: mailKey(textOf(tpdu.userData), tpdu.recipient.text),
      part: concatenationOf(tpdu.userData.elements)?.sequence ?? 1,
      outcome,
    });
    return true;
  }
}
