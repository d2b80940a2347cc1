import type {
  ExportFilter,
  ExportView,
  ListedView,
  ListRequest,
  MessageView,
  OperatorView,
  SendAnswer,
} from "./delivery_view.ts";
import type {
  AlarmView,
  BreakerView,
  DeniedAnswer,
  DeniedView,
  InboxView,
  NoticeView,
} from "./house_view.ts";
import type { ModemView, UssdView } from "./modem_view.ts";
import type { ReloadView } from "./reload_view.ts";
import type { LogView, StatsView, StatusView } from "./stats_view.ts";

/**
 * What commands can ask of whoever owns the queue and the modems: the running appliance over HTTP, or the command itself when none
 * runs. An id is as a person typed it; `undefined` answers one that no message has.
 */
export interface Operations {
  send(
    request: { readonly recipient: string; readonly text: string },
  ): Promise<SendAnswer>;
  list(filter: ListRequest): Promise<readonly ListedView[]>;
  show(
    request: { readonly id: string },
  ): Promise<MessageView | undefined>;
  retry(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  cancel(
    request: { readonly id: string },
  ): Promise<OperatorView | undefined>;
  breaker(request: Readonly<Record<never, never>>): Promise<BreakerView>;
  /** Closes the breaker. Answers what there was to release. */
  release(request: Readonly<Record<never, never>>): Promise<BreakerView>;
  /** `anew`: also ports of which is known what is behind them are asked. */
  modems(
    request: { readonly anew?: boolean | undefined },
  ): Promise<readonly ModemView[]>;
  /** A USSD code, then the answers to its menus. */
  ussd(
    request: { readonly modem: string; readonly entries: readonly string[] },
  ): Promise<UssdView>;
  /** Deliveries in the order of their acceptance, after the given one. */
  export(request: ExportFilter): Promise<readonly ExportView[]>;
  /** The deny list, by number. */
  denied(
    request: Readonly<Record<string, never>>,
  ): Promise<readonly DeniedView[]>;
  /** Puts on the deny list whom a number or a name stands for. */
  deny(request: { readonly recipient: string }): Promise<DeniedAnswer>;
  /** Takes them off. */
  allow(request: { readonly recipient: string }): Promise<DeniedAnswer>;
  /** The newest first. */
  notices(request: { readonly limit: number }): Promise<readonly NoticeView[]>;
  /** The newest first. */
  inbox(request: { readonly limit: number }): Promise<readonly InboxView[]>;
  /** Those that are open, the longest open first. */
  alarms(request: Readonly<Record<string, never>>): Promise<
    readonly AlarmView[]
  >;
  /** What the counters and charts show. */
  stats(request: Readonly<Record<string, never>>): Promise<StatsView>;
  /** Whether all is well. */
  status(request: Readonly<Record<string, never>>): Promise<StatusView>;
  /** What the log said last, the oldest first; `after`: only lines with a higher id. */
  log(
    request: {
      readonly after?: number | undefined;
      readonly limit: number;
    },
  ): Promise<readonly LogView[]>;
  /** Reads the config anew. */
  reload(request: Readonly<Record<string, never>>): Promise<ReloadView>;
}
