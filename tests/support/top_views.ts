import type {
  AlarmView,
  ListedView,
  MessageView,
  ModemView,
  StatsView,
} from "../../src/desk/mod.ts";
import type { Snapshot } from "../../src/app/top/snapshot.ts";
import { emptyOperations } from "./fake_desk.ts";

/** The moment of all pictures. */
export const topNow = Date.UTC(2026, 10, 26, 9, 30);

/** A delivery in the list. */
export function listed(
  deliveryId: number,
  view: Partial<ListedView> = {},
): ListedView {
  return {
    deliveryId,
    messageId: `${deliveryId}`.padStart(16, "0"),
    recipient: "+491701234567",
    state: "delivered",
    reason: "",
    attempts: 1,
    possibleDuplicate: false,
    segmentCount: 1,
    acceptedAt: topNow - 1_000,
    updatedAt: topNow,
    expiresAt: topNow + 1e6,
    reversePath: "plc@plant.example",
    source: "smtp",
    subject: "Alarm",
    preview: `Pump ${deliveryId} stopped`,
    ...view,
  };
}

/** A modem that works. */
export function modem(view: Partial<ModemView> = {}): ModemView {
  return {
    name: "roof",
    port: "/dev/ttyUSB2",
    simulated: false,
    state: "usable",
    detail: "",
    network: { operator: "Telekom.de", registration: "home", signalDbm: -71 },
    sent: 120,
    errors: 2,
    ...view,
  };
}

/** An alarm that is open. */
export function alarm(view: Partial<AlarmView> = {}): AlarmView {
  return {
    alarm: "modem:roof",
    condition: "registration",
    since: topNow - 60_000,
    toldAt: topNow,
    text: "Modem roof has no network",
    ...view,
  };
}

/** A message with one delivery. */
export function message(
  id: string,
  text = "Pump 3 stopped",
): MessageView {
  return {
    id,
    acceptedAt: topNow,
    source: "smtp",
    reversePath: "plc@plant.example",
    clientAddress: "192.0.2.7",
    subject: "Alarm",
    message: { text },
    deliveries: [{
      ...listed(1),
      attemptRecords: [],
      segments: [],
      history: [{ what: "accepted", at: topNow }],
    }],
  };
}

/** A moment of an appliance; nothing has happened but what is given. */
export async function snapshot(
  { stats = {}, ...parts }:
    & Partial<Omit<Snapshot, "stats">>
    & { readonly stats?: Partial<StatsView> } = {},
): Promise<Snapshot> {
  const begun = await emptyOperations.stats({});
  const now = { version: "1.2.3", startedAt: topNow - 3_600_000, now: topNow };
  return {
    stats: { ...begun, ...now, simulated: false, ...stats },
    status: await emptyOperations.status({}),
    modems: [modem()],
    deliveries: [],
    alarms: [],
    ...parts,
  };
}
