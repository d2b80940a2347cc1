import {
  deliveryHistory,
  deliveryPage,
  listedDelivery,
  message,
  operatorResult,
  queued,
} from "./delivery.ts";
import { historyEntry } from "./history.ts";
import { alarm, breaker, deniedNumber, inboxItem, notice } from "./house.ts";
import { modem } from "./modem.ts";
import { logLine, series, stats, status, windowCounts } from "./stats.ts";

/** The schemas that the OpenAPI document knows by name. */
export const named = {
  Alarm: alarm,
  Breaker: breaker,
  Delivery: listedDelivery,
  DeliveryHistory: deliveryHistory,
  DeliveryPage: deliveryPage,
  DeniedNumber: deniedNumber,
  HistoryEntry: historyEntry,
  InboxItem: inboxItem,
  LogLine: logLine,
  Message: message,
  Modem: modem,
  Notice: notice,
  OperatorResult: operatorResult,
  Queued: queued,
  Series: series,
  Stats: stats,
  Status: status,
  WindowCounts: windowCounts,
};
