/**
 * The durable queue: what was accepted is on disk, and stays there until its fate is known.
 *
 * Invariants: a write resolves only after its commit is synced; all writes go through one group commit; a delivery
 * changes its state only as `leadsTo` of the model allows; one process owns a queue, by its lock; nothing outside this
 * room touches the database.
 * @module
 */
export type * from "./inbound_item.ts";
export { lockQueue, type QueueLock, type QueueLocked } from "./lock.ts";
export { openStore, type StoreOptions } from "./sqlite_store.ts";
export {
  type Change,
  type Claim,
  type DeliveryRecord,
  type MessageRecord,
  type OperatorResult,
  type StateCounts,
  type Store,
  StoreError,
  type Transition,
  type Usage,
} from "./store.ts";
export type {
  Accepted,
  InboxItem,
  PostmasterItem,
  Repeated,
  Submission,
} from "./submission.ts";
