import {
  type AlarmView,
  type BreakerView,
  DeskError,
  type NoticeView,
  type Operations,
  type OperatorView,
  type UssdView,
} from "../desk/mod.ts";
import {
  type Intake,
  type PoolOptions,
  routeText,
  type StormKeeper,
} from "../delivery/mod.ts";
import { type Clock, type MessageId, parseMessageId } from "../model/mod.ts";
import type { Fleet } from "../modem/mod.ts";
import { hostOf } from "../notify/mod.ts";
import type { NoticeRecord, OperatorResult, Store } from "../queue/mod.ts";
import { inDeskTerms } from "./desk_terms.ts";
import { deskOperations } from "./desk_operations.ts";
import type { DeskWatch } from "./desk_watch.ts";
import { denyOperations } from "./deny_operations.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import type { HealthLimits } from "./house_health.ts";
import type { FoundPorts } from "./modem_port.ts";
import { surveyModems } from "./modem_survey.ts";
import { sendOperation } from "./send_operation.ts";
import { searchAll } from "./search_all.ts";
import { withPools } from "./routing.ts";

/** What the operations act on. */
export interface OperationsParts extends FoundPorts {
  readonly store: Store;
  readonly intake: Intake;
  /** Undefined likewise. */
  readonly storm?: StormKeeper;
  /** Undefined in a command that does not run modems. */
  readonly fleet?: Fleet;
  readonly clock: Clock;
  /** Makes the dispatcher look at the queue. */
  readonly wake?: (deliveries: number) => void;
  /** Cancels what waits for a number that is new on the deny list; absent where nothing runs that does. */
  readonly sweepDenied?: () => void;
  /** What the modems are in. */
  readonly pools?: PoolOptions;
  /** Has seen what happened; absent in a command. */
  readonly watch?: DeskWatch;
  /** By what readiness is judged; absent: the defaults. */
  readonly health?: HealthLimits;
  /** Reads the config anew; absent likewise. */
  readonly reload?: Operations["reload"] | undefined;
  /** Told of what an operator changed. */
  readonly observe?: (event: ApplianceEvent) => void;
}

/** Whoever asks waits a minute at most. */
const surveyMs = 30_000;

/** The operations of whoever owns the queue: the appliance behind its control interface, or a command by itself. */
export function storeOperations(parts: OperationsParts): Operations {
  const { store, clock } = parts;
  return inDeskTerms({
    send: sendOperation(parts),
    list: async (request) => (await searchAll(parts, request)).map(inWords),
    show: ({ id }) => Promise.resolve(withId(id, (id) => shown(store, id))),
    async retry({ id }) {
      const result = await act(parts, id, (id) => store.retry(id, clock.now()));
      if (result === undefined) return undefined;
      parts.wake?.(result.changed.length);
      return { ...result, ...await sendAgain(parts, id, result) };
    },
    cancel: ({ id }) => act(parts, id, (id) => store.cancel(id, clock.now())),
    async ussd({ modem, entries }) {
      const never = new AbortController().signal;
      return await parts.fleet?.ussd(modem, entries, never) ??
        noModem(modem, parts.fleet);
    },
    export: (request) => Promise.resolve(store.archive.page(request)),
    breaker: () => Promise.resolve(breakerOf(store)),
    async release() {
      const waited = breakerOf(store);
      if (parts.storm !== undefined) await parts.storm.release();
      // Without a running cellpost, the next one puts what waits in order.
      else await store.storms.closeBreaker(clock.now());
      return waited;
    },
    ...denyOperations(parts),
    ...deskOperations(parts),
    notices: ({ limit }) =>
      Promise.resolve(store.outbox.list(limit).map(noticeView)),
    inbox: ({ limit }) => Promise.resolve(store.inbox(limit)),
    alarms: () => Promise.resolve(openAlarms(store)),
    modems: async ({ anew = true }) =>
      withPools(
        parts.pools,
        await surveyModems(parts, {
          statuses: parts.fleet?.statuses() ?? [],
          configured: [],
          takesAll: parts.fleet?.takesAll ?? false,
          anew,
          budgetMs: surveyMs,
        }),
      ),
  });
}

function breakerOf({ storms }: Store): BreakerView {
  const { open = false, openedAt, closesAt } = storms.breaker() ?? {};
  return { open, openedAt, closesAt, gathered: storms.gathered() };
}

function openAlarms({ alarms }: Store): readonly AlarmView[] {
  return alarms.all().flatMap((record): readonly AlarmView[] => {
    if (record.phase !== "raised") return [];
    const { key: alarm, condition, since, toldAt, text, calmSince } = record;
    const view = { alarm, condition, since, toldAt, text };
    return [calmSince === undefined ? view : { ...view, wellSince: calmSince }];
  }).sort((a, b) => a.since - b.since);
}

function noticeView({ to, channel, ...notice }: NoticeRecord): NoticeView {
  const { body: _, from: __, id: ___, expiresAt: ____, ...view } = notice;
  const [first = ""] = to;
  const shown = channel === "webhook" ? hostOf(first) : to.join(", ");
  return { ...view, channel, to: shown };
}

function shown(store: Store, id: MessageId) {
  const message = store.show(id);
  return message && { ...message, deliveries: message.deliveries.map(inWords) };
}

/** Operators do not read the names that the queue has for routes. */
function inWords<T extends { readonly route?: string | undefined }>(
  delivery: T,
): T {
  const { route } = delivery;
  return route === undefined
    ? delivery
    : { ...delivery, route: routeText(route) };
}

function noModem(name: string, fleet: Fleet | undefined): UssdView {
  const names = fleet?.senders.map((it) => it.name).join(", ") ?? "";
  const reason = names === ""
    ? "No cellpost runs"
    : `No modem "${name}": there is ${names}`;
  return { kind: "failed", reason, answers: [] };
}

function withId<T>(
  text: string,
  find: (id: MessageId) => T,
): T | undefined {
  const id = parseMessageId(text);
  return id === undefined ? undefined : find(id);
}

async function act(
  { store, observe }: OperationsParts,
  text: string,
  command: (id: MessageId) => Promise<OperatorResult>,
): Promise<OperatorResult | undefined> {
  const known = withId(text, (id) => store.show(id));
  if (known === undefined) return undefined;
  const result = await command(known.id);
  for (const change of result.changed) {
    observe?.({ room: "delivery", event: { kind: "changed", change } });
  }
  return result;
}

// A final state stays final: what failed or expired goes out as a new message with an id of its own.
async function sendAgain(
  { store, intake }: OperationsParts,
  text: string,
  result: OperatorResult,
): Promise<Pick<OperatorView, "again">> {
  const failed = result.unchanged.filter(({ state }) =>
    state === "failed" || state === "expired"
  );
  const record = withId(text, (id) => store.show(id));
  if (failed.length === 0 || record === undefined) return {};
  if (record.message.text === "") {
    throw new DeskError(
      "refused",
      "Its text has been cleared ([queue] keep_text_for): it cannot be sent again",
    );
  }
  const recipients = failed.map(({ recipient }) => recipient);
  const verdict = await intake.sendAgain(record, recipients);
  if (verdict.kind === "refused") {
    throw new DeskError("refused", verdict.refusal.text);
  }
  return { again: { id: verdict.id, recipients } };
}
