import type {
  AlarmView,
  ListedView,
  ListRequest,
  MessageView,
  ModemView,
  Operations,
  StatsView,
  StatusView,
} from "../../desk/mod.ts";

/** What the picture is made of, as of one moment. */
export interface Snapshot {
  readonly stats: StatsView;
  readonly status: StatusView;
  /** Those of the appliance, without other serial ports. */
  readonly modems: readonly ModemView[];
  /** The newest first. */
  readonly deliveries: readonly ListedView[];
  readonly alarms: readonly AlarmView[];
  /** The message that was asked for; absent: none was, or there is none of that id. */
  readonly message?: MessageView | undefined;
}

/** What to ask for. */
export interface SnapshotRequest {
  readonly list: ListRequest;
  /** The id of a message to be told whole. */
  readonly show?: string | undefined;
}

/** Asks for all that the picture is made of. Modems are told as they stand, none is asked. */
export async function takeSnapshot(
  operations: Operations,
  { list, show }: SnapshotRequest,
): Promise<Snapshot> {
  const [stats, status, modems, deliveries, alarms, message] = await Promise
    .all([
      operations.stats({}),
      operations.status({}),
      operations.modems({ anew: false }),
      operations.list(list),
      operations.alarms({}),
      show === undefined ? undefined : operations.show({ id: show }),
    ]);
  return {
    stats,
    status,
    modems: modems.filter(({ name }) => name !== ""),
    deliveries,
    alarms,
    message,
  };
}
