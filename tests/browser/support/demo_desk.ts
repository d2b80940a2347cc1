import type {
  DeliveryHistory,
  ListedView,
  ListRequest,
  LiveEvent,
  MessageView,
  Operations,
  OperatorView,
  StatsView,
  StatusView,
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
    });
    this.tellOf(message);
    return message;
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
  }));
}

function operationsOn(
  deliveries: DemoDelivery[],
  desk: () => DemoDesk,
  now: number,
): Partial<Operations> {
  const change = (
    id: string,
    from: DeliveryState[],
    to: DeliveryState,
  ): OperatorView => {
    const own = deliveries.filter(({ message }) => message === id);
    const fit = own.filter(({ state }) => from.includes(state));
    for (const delivery of fit) delivery.state = to;
    desk().tellOf(id);
    const plain = ({ id, recipient }: DemoDelivery) => ({
      deliveryId: id,
      recipient,
    });
    return {
      changed: fit.map((it) => ({ ...plain(it), to })),
      unchanged: own.filter((it) => !fit.includes(it)).map((it) => ({
        ...plain(it),
        state: it.state,
      })),
    };
  };
  return {
    list: (request) => Promise.resolve(listed(deliveries, request)),
    show: ({ id }) =>
      Promise.resolve(
        messageOf(deliveries.filter((it) => it.message === id), id),
      ),
    cancel: ({ id }) =>
      Promise.resolve(change(id, ["queued", "held"], "cancelled")),
    retry: ({ id }) =>
      Promise.resolve(change(id, ["failed", "held", "expired"], "queued")),
    send: (request) => {
      desk().sent.push(request);
      const isKnown = /^(?:\+?[\d ]{6,}|anna)$/.test(request.recipient);
      if (!isKnown) {
        const text =
          `There is no contact "${request.recipient}": write a number or one of anna, night shift`;
        return Promise.resolve({ kind: "refused", text });
      }
      const id = desk().add(request.text, {
        recipient: request.recipient,
        from: "",
      });
      return Promise.resolve({ kind: "queued", id });
    },
    stats: () =>
      Promise.resolve(
        statsOf(deliveries, { now, simulated: desk().simulated }),
      ),
    status: () => Promise.resolve(statusOf(now)),
    modems: () =>
      Promise.resolve(
        demoModems.map((it) => ({ ...it, simulated: desk().simulated })),
      ),
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
  const extra = deliveries.length % 1_000;
  return {
    ...{ version: "0.2.0", startedAt: now - 9 * 86_400_000, now, simulated },
    states,
    today: {
      accepted: 1_240 + extra,
      sent: 1_231,
      delivered: 1_174,
      failed: 9,
      received: 14,
    },
    hour: { accepted: 96, sent: 94, delivered: 88, failed: 2, received: 3 },
    minute: { accepted: 3, sent: 2, delivered: 2, failed: 0, received: 0 },
    ...{ perMinute, perQuarter },
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
