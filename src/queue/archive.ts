import type { DeliveryState } from "../model/mod.ts";
import type { RecentCount, RecentRequest } from "./recent.ts";

export type { RecentCount, RecentRequest };

/** Up to when what is kept; wall milliseconds. */
export interface Retention {
  /** Messages of which nothing has happened since, notices and what was received before go. */
  readonly before: number;
  /** Of those older than this the text goes. */
  readonly textBefore: number;
  /** The message from which the last step told to go on; 0 for the first. */
  readonly after: number;
  /** At most so many messages a step, and so many of each other kind. */
  readonly limit: number;
}

/** What a step of clearing has done. */
export interface Cleared {
  readonly messages: number;
  /** The states of their deliveries. */
  readonly states: readonly DeliveryState[];
  readonly texts: number;
  readonly received: number;
  /** Items of the inbox that stay without their texts. */
  readonly receivedTexts: number;
  readonly notices: number;
  /** Where the next step goes on; undefined when all has been looked at. */
  readonly next: number | undefined;
}

/** One delivery in an export: flat, and with what its message says. Times are wall milliseconds. */
export interface ExportRow {
  readonly deliveryId: number;
  readonly messageId: string;
  readonly acceptedAt: number;
  readonly source: string;
  /** Why cellpost made it itself, or "". */
  readonly madeBy: string;
  readonly clientAddress: string;
  readonly user: string;
  readonly reversePath: string;
  readonly subject: string;
  readonly recipient: string;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly updatedAt: number;
  readonly modem: string;
  readonly attempts: number;
  readonly segmentCount: number;
  readonly possibleDuplicate: boolean;
  /** "" also where the text has been cleared. */
  readonly text: string;
}

/** Which deliveries to export. */
export interface ExportRequest {
  /** The last one of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
  /** Accepted at this moment or later, and before that one. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What is done with messages that are done. Throws `StoreError`. */
export interface Archive {
  /** Clears a little of what has been kept long enough; what waits for anything stays, whatever its age. */
  clear(retention: Retention): Promise<Cleared>;
  /** Gives some of the pages that nothing uses back to the disk; false when there are none worth it. */
  shrink(): Promise<boolean>;
  /** Deliveries in the order of their acceptance. */
  page(request: ExportRequest): readonly ExportRow[];
  /** What happened lately, by the minute, as far as the newest rows tell. */
  recent(request: RecentRequest): readonly RecentCount[];
}
