import type {
  AlarmView,
  DeliveryHistory,
  InboxView,
  LogView,
  ModemView,
  Series,
} from "../../../src/desk/mod.ts";
import type { DeliveryState } from "../../../src/model/mod.ts";

/** The moment at which all of it is so: the browser's clock stands there too. */
export const demoNow = new Date("2026-11-26T14:32:20+01:00").getTime();

const second = 1_000, minute = 60 * second, hour = 60 * minute;

/** A message of the demonstration, in short. */
export interface DemoMessage {
  readonly ago: number;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly to: readonly (readonly [number: string, state: DeliveryState])[];
  readonly urgent?: boolean;
}

/** Numbers that regulators keep free for stories. */
export const people = [
  "+447700900142",
  "+447700900318",
  "+447700900577",
  "+447700900861",
  "+4915550123",
  "+4366499000",
] as const;

const [anna, bert, carla, dora, emil, fritz] = people;

/** What a plant, a shop and a server room say on a Thursday, the newest first. */
export const demoMessages: readonly DemoMessage[] = [
  {
    ago: 2 * second,
    from: "scada@plant.example",
    subject: "Pump 3",
    text: "Pump 3 stopped: pressure 0.4 bar, below the limit of 1.2 bar",
    to: [[anna, "sending"], [bert, "queued"]],
    urgent: true,
  },
  {
    ago: 14 * second,
    from: "monitor@it.example",
    subject: "",
    text: "OK: backup of srv-db2 finished in 12 min, 84.2 GB",
    to: [[carla, "sent"]],
  },
  {
    ago: 52 * second,
    from: "kessel@werk.example",
    subject: "Störung",
    text: "Überdruck im Kessel 2 🚨 Bitte sofort prüfen – Größe 8,4 bar",
    to: [[emil, "delivered"], [fritz, "delivered"]],
  },
  {
    ago: 3 * minute,
    from: "termin@praxis.example",
    subject: "",
    text:
      "Ihr Termin morgen um 09:15 ist bestätigt. Bis dann, Ihre Praxis Dr. Weiß",
    to: [[dora, "delivered"]],
  },
  {
    ago: 6 * minute,
    from: "scada@plant.example",
    subject: "Tank 1",
    text: "Tank 1: level 12 %, refill ordered",
    to: [[bert, "failed"]],
  },
  {
    ago: 11 * minute,
    from: "ops@shop.example",
    subject: "",
    text: "طلبك رقم 4471 جاهز للاستلام",
    to: [[carla, "delivered"]],
  },
  {
    ago: 17 * minute,
    from: "monitor@it.example",
    subject: "",
    text: "CRITICAL: disk /var on srv-web1 at 96 %",
    to: [[anna, "uncertain"]],
  },
  {
    ago: 24 * minute,
    from: "alarm@house.example",
    subject: "",
    text: "Motion at the back door, 14:08",
    to: [[dora, "held"]],
  },
];

/** Their histories, as the queue would tell them. */
export function historyOf(
  delivery: Pick<DeliveryHistory, "state" | "acceptedAt" | "reason">,
): Pick<DeliveryHistory, "history" | "attemptRecords" | "segments"> {
  const { acceptedAt: at, reason, state } = delivery;
  const one = { attempt: 1, number: 1, modem: "roof" } as const;
  const steps: DeliveryHistory["history"][number][] = [
    { at, what: "accepted" },
  ];
  const hasBegun = state !== "queued" && state !== "cancelled";
  if (hasBegun) {
    steps.push(
      { at: at + 400, what: "attempt", attempt: 1, modem: "roof" },
      { at: at + 700, what: "begun", ...one },
    );
  }
  const isTaken = state === "sent" || state === "delivered";
  if (isTaken) {
    steps.push(
      { at: at + 2_900, what: "acknowledged", reference: 142, ...one },
      {
        at: at + 2_900,
        what: "ended",
        attempt: 1,
        outcome: "sent",
        reason: "",
      },
    );
  }
  if (state === "delivered") {
    steps.push({
      ...{ at: at + 7_300, what: "reported", outcome: "delivered", reason: "" },
      ...one,
    });
  }
  if (state === "failed") {
    steps.push({
      at: at + 3_100,
      what: "ended",
      attempt: 1,
      outcome: "failed",
      reason,
    });
  }
  return {
    history: steps,
    attemptRecords: hasBegun
      ? [{ attempt: 1, modem: "roof", startedAt: at + 400, reason: "" }]
      : [],
    segments: [{
      number: 1,
      ...(hasBegun ? { pduStartedAt: at + 700 } : {}),
      ...(isTaken ? { acknowledgedAt: at + 2_900, reference: 142 } : {}),
      ...(state === "delivered" ? { report: "delivered" } : {}),
    }],
  };
}

/** Three modems: one well, one simulated in the story of another test, one searching. */
export const demoModems: readonly ModemView[] = [
  {
    name: "roof",
    port: "/dev/ttyUSB2",
    simulated: false,
    state: "usable",
    detail: "",
    identity: {
      manufacturer: "Quectel",
      model: "EC25",
      imei: "860000000000018",
      iccid: "8943000000000000017",
    },
    network: {
      operator: "Alpine Mobile",
      registration: "home",
      signalDbm: -67,
    },
    sim: {
      number: "+4366499001",
      smsc: "+4366499999",
      storage: { memory: "ME", used: 3, total: 100 },
    },
    sent: 1_204,
    errors: 2,
    balance: { amount: 18.4, at: demoNow - 2 * hour, low: false },
  },
  {
    name: "cellar",
    port: "/dev/ttyUSB5",
    simulated: false,
    state: "recovering",
    detail:
      "Not registered with a network since 14:21; check the antenna, or move it to a window",
    identity: {
      manufacturer: "SIMCom",
      model: "SIM7600E-H",
      imei: "860000000000026",
      iccid: "8943000000000000025",
    },
    network: { operator: "", registration: "searching", signalDbm: -109 },
    sent: 311,
    errors: 9,
    next: {
      text: "its radio is switched off and on",
      at: demoNow + 42 * second,
    },
  },
  {
    name: "spare",
    port: "/dev/ttyACM0",
    simulated: false,
    state: "limited",
    detail: "Its quota of 200 SMS a day is used up; it sends again at 00:00",
    identity: {
      manufacturer: "Huawei",
      model: "E3372",
      imei: "860000000000034",
      iccid: "8943000000000000033",
    },
    network: { operator: "Nordtel", registration: "roaming", signalDbm: -88 },
    sent: 200,
    errors: 0,
    balance: { amount: 1.15, at: demoNow - 3 * hour, low: true },
  },
];

/** What has come in. */
export const demoInbox: readonly InboxView[] = [
  {
    kind: "sms",
    receivedAt: demoNow - 4 * minute,
    modem: "roof",
    from: dora,
    text: "Danke, ich komme um 9:15 👍",
    segmentCount: 1,
    missing: 0,
    pdus: [],
  },
  {
    kind: "sms",
    receivedAt: demoNow - 48 * minute,
    modem: "roof",
    from: bert,
    text:
      "On my way to pump 3, 10 min. Valve is closed by hand, do not restart it before I say so.",
    segmentCount: 1,
    missing: 0,
    pdus: [],
  },
  {
    kind: "postmaster",
    receivedAt: demoNow - 3 * hour,
    from: "admin@it.example",
    subject: "Change of certificate",
    text: "The relay has a new certificate from Monday on.\n\nRegards, IT",
  },
];

/** What the log said last. */
export const demoLog: readonly LogView[] = [
  [191, "info", "smtp", "Listening on 0.0.0.0:25 and 0.0.0.0:587"],
  [164, "info", "modem", "roof is usable: Alpine Mobile, home, -67 dBm"],
  [
    98,
    "warning",
    "modem",
    "cellar recovering: not registered with a network; check the antenna, or move it to a window",
  ],
  [
    61,
    "info",
    "queue",
    "1M8FZ2K7Q4T9B3CD to +4915550123 delivered by roof in 7 s",
  ],
  [
    44,
    "error",
    "queue",
    "1M8FZ2J1V8N5R2PX to +447700900318 failed: +CMS ERROR 28, the number is not known",
  ],
  [
    14,
    "info",
    "queue",
    "1M8FZ2M3C6H7W1QK to +447700900577 sent by roof in 2 s",
  ],
  [
    2,
    "info",
    "smtp",
    "1M8FZ2N9Y5D4F8GT accepted from scada@plant.example at 10.0.0.7",
  ],
].map(([ago, level, room, text], index) => ({
  id: index + 1,
  at: demoNow - Number(ago) * second,
  level: level as LogView["level"],
  room: String(room),
  text: String(text),
}));

/** One thing that is out of order. */
export const demoAlarms: readonly AlarmView[] = [{
  alarm: "modem:cellar",
  condition: "registration",
  since: demoNow - 11 * minute,
  toldAt: demoNow - 11 * minute,
  text: "Modem cellar is not registered with a network",
}];

/** A day with its shape: little at night, a peak in the morning. */
export function demoSeries(slots: number, slotMs: number): Series {
  const from = Math.floor(demoNow / slotMs) * slotMs - (slots - 1) * slotMs;
  const accepted = Array.from({ length: slots }, (_, at) => {
    const time = new Date(from + at * slotMs);
    const hours = (time.getUTCHours() + 1 + time.getUTCMinutes() / 60) % 24;
    const busy = Math.max(
      0.06,
      Math.exp(-((hours - 10.5) ** 2) / 14) +
        0.7 * Math.exp(-((hours - 15) ** 2) / 8),
    );
    // The fraction of a steep sine: scattered, and the same at each run.
    const scattered = Math.abs(Math.sin(at * 12.9898) * 43_758.5453) % 1;
    const noise = 0.45 + 0.75 * scattered;
    return Math.round(busy * noise * (slotMs / minute) * 9);
  });
  const sent = accepted.map((_, at) =>
    Math.round(((accepted[at - 1] ?? 0) + (accepted[at] ?? 0) * 2) / 3)
  );
  const failed = accepted.map((value, at) =>
    at % 13 === 9 && value > 2 ? 1 : 0
  );
  const delivered = sent.map((value) => Math.round(value * 0.94));
  const received = accepted.map((_, at) => at % 11 === 0 ? 1 : 0);
  return {
    from,
    slotMs,
    counts: { accepted, sent, failed, delivered, received },
  };
}
