import type {
  DeliveryHistory,
  ListedView,
  ListRequest,
  LiveEvent,
  MessageView,
  Operations,
  OperatorView,
  SendAnswer,
  Series,
  StatsView,
  StatusView,
  WindowCounts,
} from "../../../src/desk/mod.ts";
import { type DeliveryState, deliveryStates } from "../../../src/model/mod.ts";
import { FakeDesk } from "../../support/fake_desk.ts";
import {
  demoAlarms,
  demoInbox,
  demoLog,
  demoMessages,
  demoModems,
  demoNow,
  demoSeries,
  historyOf,
  people,
} from "./demo_data.ts";

interface DemoDelivery {
  readonly id: number;
  readonly message: string;
  readonly recipient: string;
  state: DeliveryState;
  readonly at: number;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly urgent: boolean;
  /** Whether it was there when the test began. */
  readonly made: "before" | "since";
}

/** An appliance made of data: what it is asked it answers at once, and what is done to it changes it. */
export class DemoDesk extends FakeDesk {
  readonly deliveries: DemoDelivery[];
  /** What was sent by the screen, as the API handed it over. */
  readonly sent: unknown[] = [];
  simulated = false;
  breaker = { open: false, gathered: 0 };

  constructor({ older = 60, now = demoNow } = {}) {
    const made = [...olderOnes(older, now), ...newestOnes(older, now)];
    super(operationsOn(made, () => this, now));
    this.deliveries = made;
  }

  /** Adds a delivery and tells it, as when a mail comes in. */
  add(
    text: string,
    {
      recipient = people[0] as string,
      from = "plc@plant.example",
      subject = "",
      state = "queued" as DeliveryState,
    } = {},
  ): string {
    const id = (this.deliveries.at(-1)?.id ?? 0) + 1;
    const message = messageIdOf(id);
    this.deliveries.push({
      ...{ id, message, recipient, state, at: demoNow, from, subject, text },
      urgent: false,
      made: "since",
    });
    this.tellOf(message);
    return message;
  }

  /** Takes what the screen sends, when it knows the recipients. */
  take(request: Parameters<Operations["send"]>[0]): SendAnswer {
    this.sent.push(request);
    const recipients = [request.recipient].flat();
    const stranger = recipients.find((it) =>
      !/^(?:\+?[\d ]{6,}|anna)$/.test(it)
    );
    if (stranger !== undefined) {
      const text =
        `There is no contact "${stranger}": write a number, or one of anna, night shift`;
      return { kind: "refused", text };
    }
    const ids = recipients.map((recipient) =>
      this.add(request.text, { recipient, from: "" })
    );
    return { kind: "queued", id: ids[0] ?? "" };
  }

  /** Tells that a message has changed. */
  tellOf(message: string): void {
    const events: LiveEvent[] = [
      { kind: "deliveries", ids: [message], more: false },
      { kind: "stats" },
    ];
    for (const event of events) this.tell(event);
  }
}

/** An id of the right shape. */
export function messageIdOf(id: number): string {
  return `1M8FZ${id.toString(36).toUpperCase().padStart(11, "0")}`;
}

function newestOnes(older: number, now: number): DemoDelivery[] {
  const made: DemoDelivery[] = [];
  for (const [index, each] of demoMessages.toReversed().entries()) {
    const message = messageIdOf(older + index + 1);
    for (const [recipient, state] of each.to) {
      made.push({
        id: older + made.length + 1,
        ...{ message, recipient, state, at: now - each.ago, from: each.from },
        ...{ subject: each.subject, text: each.text },
        urgent: each.urgent === true,
        made: "before",
      });
    }
  }
  return made;
}

function olderOnes(count: number, now: number): DemoDelivery[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    message: messageIdOf(index + 1),
    recipient: people[index % people.length] ?? people[0],
    state: index % 17 === 3 ? "failed" : "delivered",
    at: now - 1_800_000 - (count - index) * 47_000,
    from: index % 3 === 0 ? "monitor@it.example" : "scada@plant.example",
    subject: "",
    text: `Reading ${index + 1}: level ${(index * 7) % 100} %, all in order`,
    urgent: false,
    made: "before",
  }));
}

function operationsOn(
  deliveries: DemoDelivery[],
  desk: () => DemoDesk,
  now: number,
): Partial<Operations> {
  return {
    ...messagesOn(deliveries, desk),
    stats: () => {
      const { simulated } = desk();
      return Promise.resolve(statsOf(deliveries, { now, simulated }));
    },
    status: () => Promise.resolve(statusOf(now)),
    modems: () => {
      const { simulated } = desk();
      return Promise.resolve(demoModems.map((it) => ({ ...it, simulated })));
    },
    inbox: () => Promise.resolve(demoInbox),
    log: () => Promise.resolve(demoLog),
    alarms: () => Promise.resolve(demoAlarms),
    breaker: () => Promise.resolve(desk().breaker),
    release: () => {
      const before = desk().breaker;
      desk().breaker = { open: false, gathered: 0 };
      return Promise.resolve(before);
    },
  };
}

function messagesOn(
  deliveries: DemoDelivery[],
  desk: () => DemoDesk,
): Partial<Operations> {
  const ownOf = (id: string) =>
    deliveries.filter(({ message }) => message === id);
  const change = (id: string, from: DeliveryState[], to: DeliveryState) => {
    const result = changed(ownOf(id), from, to);
    desk().tellOf(id);
    return Promise.resolve(result);
  };
  return {
    list: (request) => Promise.resolve(listed(deliveries, request)),
    show: ({ id }) => Promise.resolve(messageOf(ownOf(id), id)),
    cancel: ({ id }) => change(id, ["queued", "held"], "cancelled"),
    retry: ({ id }) => change(id, ["failed", "held", "expired"], "queued"),
    send: (request) => Promise.resolve(desk().take(request)),
  };
}

function changed(
  own: readonly DemoDelivery[],
  from: readonly DeliveryState[],
  to: DeliveryState,
): OperatorView {
  const fit = own.filter(({ state }) => from.includes(state));
  const rest = own.filter((it) => !fit.includes(it));
  const unchanged = rest.map(({ id, recipient, state }) => ({
    ...{ deliveryId: id, recipient, state },
  }));
  for (const delivery of fit) delivery.state = to;
  return {
    changed: fit.map(({ id, recipient }) => ({
      ...{ deliveryId: id, recipient, to },
    })),
    unchanged,
  };
}

function listed(
  deliveries: readonly DemoDelivery[],
  { before = Infinity, limit, recipient = "", sender = "", state, text = "" }:
    ListRequest,
): readonly ListedView[] {
  const wanted = text.toLowerCase();
  return deliveries.filter((it) =>
    it.id < before && (state === undefined || it.state === state) &&
    it.recipient.endsWith(recipient) && it.from.includes(sender) &&
    `${it.subject} ${it.text}`.toLowerCase().includes(wanted)
  ).toReversed().slice(0, limit).map(listedOf);
}

function listedOf(it: DemoDelivery): ListedView {
  return {
    ...deliveryOf(it),
    reversePath: it.from,
    source: it.from === "" ? "command" : "smtp",
    subject: it.subject,
    preview: it.text.slice(0, 160),
  };
}

function deliveryOf(it: DemoDelivery) {
  const { at, id, message, recipient, state, urgent } = it;
  const reason = state === "failed"
    ? "+CMS ERROR 28: the number is not known"
    : "";
  const hasBegun = state !== "queued" && state !== "cancelled";
  return {
    deliveryId: id,
    messageId: message,
    ...{ recipient, state, reason, attempts: hasBegun ? 1 : 0 },
    ...(hasBegun ? { modem: "roof" } : {}),
    possibleDuplicate: false,
    segmentCount: 1,
    ...{ acceptedAt: at, updatedAt: at, expiresAt: at + 86_400_000 },
    ...(urgent ? { wishes: { priority: "urgent" } as const } : {}),
  };
}

function messageOf(
  own: readonly DemoDelivery[],
  id: string,
): MessageView | undefined {
  const [first] = own;
  if (first === undefined) return undefined;
  const deliveries = own.map((it): DeliveryHistory => {
    const delivery = deliveryOf(it);
    return { ...delivery, ...historyOf(delivery) };
  });
  return {
    id,
    acceptedAt: first.at,
    source: first.from === "" ? "command" : "smtp",
    reversePath: first.from,
    clientAddress: first.from === "" ? "" : "10.0.0.7",
    subject: first.subject,
    message: { text: first.text },
    deliveries,
  };
}

function statsOf(
  deliveries: readonly DemoDelivery[],
  { now, simulated }: { readonly now: number; readonly simulated: boolean },
): StatsView {
  const perMinute = demoSeries(60, 60_000);
  const perQuarter = demoSeries(96, 15 * 60_000);
  const states = Object.fromEntries(deliveryStates.map((state) => [
    state,
    deliveries.filter((it) => it.state === state).length,
  ])) as Record<DeliveryState, number>;
  // What comes in during a test counts on top of the day's shape.
  const extra = deliveries.length - firstCount(deliveries);
  const [today, hour, minute] = [
    sumOf(perQuarter, 59),
    sumOf(perMinute, 60),
    sumOf(perMinute, 1),
  ];
  return {
    ...{ version: "0.2.0", startedAt: now - 9 * 86_400_000, now, simulated },
    states,
    today: { ...today, accepted: today.accepted + extra },
    ...{ hour, minute, perMinute, perQuarter },
  };
}

function firstCount(deliveries: readonly DemoDelivery[]): number {
  return deliveries.findLastIndex(({ made }) => made === "before") + 1;
}

/** The counts of the last slots of a series. */
function sumOf({ counts }: Series, slots: number): WindowCounts {
  const sum = (values: readonly number[]) =>
    values.slice(-slots).reduce((total, each) => total + each, 0);
  return {
    accepted: sum(counts.accepted),
    sent: sum(counts.sent),
    delivered: sum(counts.delivered),
    failed: sum(counts.failed),
    received: sum(counts.received),
  };
}

function statusOf(now: number): StatusView {
  return {
    ...{ version: "0.2.0", startedAt: now - 9 * 86_400_000, ready: true },
    findings: [{
      level: "warning",
      text: "1 of 3 modems is not registered with a network: cellar",
    }],
    modems: { usable: 1, total: 3 },
    waiting: 3,
    openAlarms: 1,
  };
}
