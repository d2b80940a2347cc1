import {
  latencyBounds,
  type MetricsView,
  type ModemGauge,
} from "../../desk/mod.ts";
import { deliveryStates } from "../../model/mod.ts";
import type { Family, Sample } from "./text_format.ts";

/** All metrics of cellpost. Labels have few values, whatever comes in: states, reasons, ways in, and the names of modems. */
export function familiesOf(view: MetricsView): readonly Family[] {
  return [
    ...processFamilies(view),
    ...smsFamilies(view),
    ...smtpFamilies(view),
    ...queueFamilies(view),
    ...modemFamilies(view.modems),
    ...houseFamilies(view),
  ];
}

function counter(
  name: string,
  help: string,
  samples: number | readonly Sample[],
): Family {
  return { type: "counter", name, help, samples: samplesOf(samples) };
}

function gauge(
  name: string,
  help: string,
  samples: number | readonly Sample[],
): Family {
  return { type: "gauge", name, help, samples: samplesOf(samples) };
}

function samplesOf(samples: number | readonly Sample[]): readonly Sample[] {
  return typeof samples === "number" ? [{ value: samples }] : samples;
}

function byLabel(
  label: string,
  counts: Readonly<Record<string, number>>,
): readonly Sample[] {
  return Object.entries(counts)
    .map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function processFamilies(
  { version, startedAt, ready }: MetricsView,
): readonly Family[] {
  return [
    gauge("cellpost_build_info", "The running version, which is always 1", [
      { labels: { version }, value: 1 },
    ]),
    gauge(
      "process_start_time_seconds",
      "When the process began, seconds since 1970",
      startedAt / 1_000,
    ),
    gauge(
      "cellpost_ready",
      "Whether an SMS that is accepted now would leave soon, as /readyz says",
      Number(ready),
    ),
  ];
}

function smsFamilies(
  { accepted, ended, repeated, received, latency }: MetricsView,
): readonly Family[] {
  const { sent, delivered, failed, expired, cancelled } = ended;
  return [
    counter(
      "cellpost_sms_accepted_total",
      "Deliveries accepted, one a recipient, by the way in; own are cellpost's",
      byLabel("source", accepted),
    ),
    counter(
      "cellpost_sms_repeated_total",
      "Deliveries that a client asked for again and that were left out",
      repeated,
    ),
    counter("cellpost_sms_sent_total", "Deliveries the network took", sent),
    counter(
      "cellpost_sms_delivered_total",
      "Deliveries whose phone has confirmed them",
      delivered,
    ),
    counter("cellpost_sms_failed_total", "Deliveries that failed", failed),
    counter(
      "cellpost_sms_expired_total",
      "Deliveries whose time was over before they left",
      expired,
    ),
    counter(
      "cellpost_sms_cancelled_total",
      "Deliveries that the operator or the deny list has cancelled",
      cancelled,
    ),
    counter("cellpost_sms_received_total", "SMS that came in", received),
    {
      type: "histogram",
      name: "cellpost_accept_to_sent_seconds",
      help:
        "From acceptance until the network took the whole SMS, waits that were asked for included",
      bounds: latencyBounds,
      buckets: latency.buckets,
      sum: latency.sumSeconds,
    },
  ];
}

function smtpFamilies({ smtp }: MetricsView): readonly Family[] {
  return [
    counter("cellpost_smtp_sessions_total", "SMTP connections", smtp.sessions),
    gauge(
      "cellpost_smtp_connections",
      "SMTP connections that are open",
      smtp.connections,
    ),
    counter("cellpost_smtp_mails_total", "Mails answered with 250", smtp.mails),
    counter(
      "cellpost_smtp_refusals_total",
      "Replies of 4xx and 5xx, by the class of their reason",
      byLabel("reason", smtp.refusals),
    ),
  ];
}

function queueFamilies(
  { states, oldestDueMs }: MetricsView,
): readonly Family[] {
  return [
    gauge(
      "cellpost_queue_deliveries",
      "Deliveries in the database, by their state",
      deliveryStates.map((state) => ({
        labels: { state },
        value: states[state],
      })),
    ),
    gauge(
      "cellpost_queue_oldest_due_seconds",
      "How long the longest overdue delivery has been due",
      oldestDueMs / 1_000,
    ),
  ];
}

function modemFamilies(modems: readonly ModemGauge[]): readonly Family[] {
  const of = (value: (it: ModemGauge) => number | undefined) =>
    modems.flatMap((it): readonly Sample[] => {
      const found = value(it);
      return found === undefined
        ? []
        : [{ labels: { modem: it.name }, value: found }];
    });
  return [
    gauge(
      "cellpost_modem_up",
      "Whether the modem works: it may send, now or as its limits let it",
      of(({ up }) => Number(up)),
    ),
    gauge(
      "cellpost_modem_usable",
      "Whether the modem may be given an SMS now",
      of(({ usable }) => Number(usable)),
    ),
    gauge(
      "cellpost_modem_registered",
      "Whether the modem is registered, at home or roaming",
      of(({ registered }) =>
        registered === undefined ? undefined : Number(registered)
      ),
    ),
    gauge(
      "cellpost_modem_signal_dbm",
      "The received signal, where it is known",
      of(({ signalDbm }) => signalDbm),
    ),
    gauge(
      "cellpost_modem_balance",
      "What is left on a prepaid card, as its network counts",
      of(({ balance }) => balance),
    ),
    counter(
      "cellpost_modem_segments_sent_total",
      "Segments that the network took from the modem",
      of(({ sent }) => sent),
    ),
    counter(
      "cellpost_modem_segments_failed_total",
      "Segments that did not go",
      of(({ errors }) => errors),
    ),
  ];
}

function houseFamilies(
  { openAlarms, breaker, freeBytes }: MetricsView,
): readonly Family[] {
  return [
    gauge("cellpost_alarms_open", "Alarms that are open", openAlarms),
    gauge(
      "cellpost_breaker_open",
      "Whether the breaker of [storm] keeps SMS back",
      Number(breaker.open),
    ),
    gauge(
      "cellpost_storm_gathered_deliveries",
      "Deliveries that are kept back against storms",
      breaker.gathered,
    ),
    gauge(
      "cellpost_queue_disk_free_bytes",
      "Bytes that are free on the disk of the queue",
      freeBytes === undefined ? [] : freeBytes,
    ),
  ];
}
