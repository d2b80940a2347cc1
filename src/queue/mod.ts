/**
 * The durable queue: what was accepted is on disk, and stays there until its fate is known.
 *
 * Invariants: a write resolves only after its commit is synced; all writes go through one group commit; a delivery
 * changes its state only as `leadsTo` of the model allows; one process owns a queue, by its lock; nothing outside this
 * room touches the database.
 * @module
 */
export type * from "./entry.ts";
export type * from "./archive.ts";
export type * from "./alarm_record.ts";
export type * from "./escalation_record.ts";
export type { Backlog, Place, PutOff, Waiting } from "./backlog.ts";
export type * from "./inbound_item.ts";
export { lockQueue, type QueueLock, type QueueLocked } from "./lock.ts";
export { inspectQueue, type QueueInspection } from "./inspect.ts";
export type { Merged, Merging } from "./merge.ts";
export type { KeptForReplies } from "./correspondents.ts";
export type * from "./notice.ts";
export type { ListedRecord } from "./listed.ts";
export type { Found, Search } from "./search.ts";
export type * from "./reply.ts";
export type { Rerouting, Stranded } from "./routes.ts";
export type { ClaimRequest, OpenRoutes, PeekRequest } from "./select_next.ts";
export { openStore, type StoreOptions } from "./sqlite_store.ts";
export type * from "./store.ts";
export { StoreError } from "./store.ts";
export type * from "./storm.ts";
export type * from "./submission.ts";
export type { TimeFacts } from "./time_facts.ts";
