import {
  AlarmWatch,
  type AlarmWatchOptions,
  houseLooks,
  modemLooks,
  type Observation,
} from "../alarm/mod.ts";
import type { Config } from "../config/mod.ts";
import {
  type OwnMessageOptions,
  ownSubmission,
  type PeopleOf,
} from "../delivery/mod.ts";
import type { Condition, PhoneNumber } from "../model/mod.ts";
import type { Fleet } from "../modem/mod.ts";
import type { Store } from "../queue/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { ownAddress, ownHostname } from "./notify_side.ts";
import { membersTexts } from "./people.ts";
import { version } from "./version.ts";

/** What alarms are made of besides the config. */
export interface AlarmParts extends OwnMessageOptions {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly peopleOf: PeopleOf;
  /** Whether the breaker lets anything leave: not even an alarm passes one that stops all. */
  readonly mayLeave: () => boolean;
  /** What is known of what no look can see. */
  readonly memory: AlarmMemory;
  /** Bytes that are free at a path. */
  readonly freeBytes: (path: string) => number | undefined;
  readonly observe: (event: ApplianceEvent) => void;
  /** Makes the dispatcher look at the queue. */
  readonly wake: (deliveries: number) => void;
}

/** What is known of what no look can see; it outlasts the config. */
export interface AlarmMemory {
  /** The breaker of the storm control, in words. */
  breaker?: { readonly open: boolean; readonly text: string };
  /** The last trouble with the database, with its first and its last moment. */
  trouble?: {
    readonly text: string;
    readonly since: number;
    readonly at: number;
  };
}

/** The alarms of one appliance. */
export interface Alarms {
  /** Takes up what an earlier run knew. Throws `StoreError`. */
  start(): void;
  /** To be told of everything that happens. */
  notice(event: ApplianceEvent): void;
  /** To be told of trouble with the database, in words, also that which is in no event. */
  noteTrouble(text: string): void;
  /** To be called when something may have changed. */
  poke(): void;
  stop(): Promise<void>;
}

type Admin = NonNullable<Config["admin"]>;

/** Trouble is told every minute as long as it lasts: without word for longer it is over. */
const troubleMs = 90_000;

/** Watches for what is out of order; undefined where nobody wants to know. */
export function makeAlarms(
  config: Config,
  parts: AlarmParts,
): Alarms | undefined {
  return config.admin && new ApplianceAlarms(config, config.admin, parts);
}

class ApplianceAlarms implements Alarms {
  readonly #config: Config;
  readonly #admin: Admin;
  readonly #parts: AlarmParts;
  readonly #watch: AlarmWatch;

  constructor(config: Config, admin: Admin, parts: AlarmParts) {
    this.#config = config;
    this.#admin = admin;
    this.#parts = parts;
    this.#watch = new AlarmWatch(this.#options());
  }

  start(): void {
    this.#watch.start();
  }

  notice({ room, event }: ApplianceEvent): void {
    if (room === "modem" && event.kind === "state") this.#watch.poke();
    if (room === "delivery" && event.kind === "trouble") {
      this.noteTrouble(event.text);
    }
  }

  noteTrouble(text: string): void {
    const at = this.#parts.clock.monotonic();
    const since = this.#recentTrouble()?.since ?? this.#parts.clock.now();
    this.#parts.memory.trouble = { text, since, at };
  }

  poke(): void {
    this.#watch.poke();
  }

  stop(): Promise<void> {
    return this.#watch.stop();
  }

  #options(): AlarmWatchOptions {
    const { clock, fleet, mayLeave, observe, store, wake } = this.#parts;
    return {
      clock,
      ledger: store.alarms,
      rules: rulesOf(this.#admin),
      addresses: addressesOf(this.#config, this.#admin),
      watched: new Set<Condition>(this.#admin.alarms),
      look: () => this.#look(),
      canSend: () =>
        mayLeave() && fleet.senders.some(({ usable }) => usable) &&
        this.#numbers().length > 0,
      compose: (text) =>
        ownSubmission(
          { text, recipients: this.#numbers(), madeBy: "alarm" },
          this.#parts,
        ),
      tell: (event) => observe({ room: "alarm", event }),
      accepted: (submission, deliveries) => {
        wake(deliveries.length);
        const accepted = { submission, deliveries, attachments: [] };
        observe({ room: "delivery", event: { kind: "accepted", ...accepted } });
      },
      changed: (change) =>
        observe({ room: "delivery", event: { kind: "changed", change } }),
      trouble: ({ message: text }) =>
        observe({ room: "delivery", event: { kind: "trouble", text } }),
    };
  }

  #look(): readonly Observation[] {
    const { clock, fleet, freeBytes, store } = this.#parts;
    const statuses = fleet.statuses();
    const { queued, sending } = store.counts();
    const waiting = queued + sending;
    return [
      ...modemLooks({ statuses, waiting }),
      ...houseLooks({
        now: clock.now(),
        waiting,
        oldestDueAt: store.nextDueAt(),
        queueAfterMs: this.#admin.queueAfterMs,
        resting: statuses.length > 0 &&
          statuses.every(({ why }) => why === "quiet"),
        freeBytes: freeBytes(this.#config.queue.path),
        leastFreeBytes: this.#admin.diskFree,
        trouble: this.#recentTrouble(),
        breaker: this.#parts.memory.breaker,
      }),
    ];
  }

  #numbers(): readonly PhoneNumber[] {
    const { clock, peopleOf } = this.#parts;
    const now = clock.now();
    const texts = membersTexts(this.#admin.numbers);
    return [...new Set(texts.flatMap((it) => peopleOf(it, now)))];
  }

  #recentTrouble() {
    const { clock, memory: { trouble } } = this.#parts;
    const { at = -Infinity } = trouble ?? {};
    return clock.monotonic() - at < troubleMs ? trouble : undefined;
  }
}

function rulesOf(admin: Admin): AlarmWatchOptions["rules"] {
  const { clearAfterMs, remindEveryMs } = admin;
  const waits: Readonly<Partial<Record<Condition, number>>> = {
    modem: admin.modemAfterMs,
    modems: admin.modemAfterMs,
    registration: admin.registrationAfterMs,
    sim: admin.simAfterMs,
    database: admin.databaseAfterMs,
  };
  // What else is told is so at once: an age, a level or a limit stands behind it.
  const afterMs = (condition: Condition) => waits[condition] ?? 0;
  return { afterMs, clearAfterMs, remindEveryMs };
}

function addressesOf(
  config: Config,
  { mail, webhook }: Admin,
): AlarmWatchOptions["addresses"] {
  return {
    // Without a relay nobody would ever carry it.
    mail: config.mail.relay === undefined ? [] : mail,
    mailFrom: ownAddress(config),
    webhook,
    host: ownHostname(config),
    version,
  };
}
