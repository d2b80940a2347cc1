import { classesAt, everyOrder, type PriorityClass } from "./classes.ts";
import type { Database, Value } from "./database.ts";
import { deliveryColumns } from "./deliveries.ts";
import { type Row, shortMessageColumns } from "./rows.ts";

/** The routes that a modem may serve now, by name. */
export interface OpenRoutes {
  readonly open: readonly string[];
  /** Routes with "@" that another modem keeps, and is there for. */
  readonly kept: readonly string[];
}

/** Who asks, and until when the lease shall last. */
export interface ClaimRequest {
  readonly modem: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly urgentOnly?: boolean;
  /** Counts this modem's claims: see `classesAt`. Absent: the urgent ones go first. */
  readonly turn?: number;
  /** Besides what may go anywhere; absent: nothing else. For urgent deliveries and for the others. */
  readonly routes?: {
    readonly urgent: OpenRoutes;
    readonly others: OpenRoutes;
  };
}

/** The columns of a delivery that is to be claimed. */
const columns =
  `${deliveryColumns}, d.priority, d.reference, d.expires_at, m.accepted_at, ${shortMessageColumns}`;

const ranked = "id, next_attempt_at, expires_at";
const inOrder = "ORDER BY next_attempt_at, expires_at, id LIMIT 1";
const due = "next_attempt_at <= ? AND expires_at > ?";

/**
 * The delivery that a modem takes next, or undefined: of the first class that has any, the longest due among what may go anywhere, what
 * may go by one of its routes, and what waits for this very modem. Looks at the heads of indexes only; changes nothing.
 */
export function selectNext(
  database: Database,
  request: ClaimRequest,
): Row | undefined {
  const { urgentOnly = false, turn = 0, routes } = request;
  const classes = urgentOnly ? onlyUrgent : classesAt(turn);
  const texts = routes === undefined ? plainTexts : routedTexts;
  return database.get(
    texts.get(classes) ?? textOf(classes, routes !== undefined),
    ...classes.flatMap((it) => valuesOf(it, request)),
  );
}

const onlyUrgent: readonly PriorityClass[] = [0];

/** The statement, for the test that looks at its plan. */
export function textOf(
  classes: readonly PriorityClass[],
  routed: boolean,
): string {
  const heads = classes.map((it) => `(${headOf(it, routed)})`);
  const id = heads.length === 1 ? heads[0] : `coalesce(${heads.join(", ")})`;
  return `SELECT ${columns} FROM delivery d JOIN message m ON m.key = d.message_key WHERE d.id = ${id}`;
}

/** The longest due of one class. */
function headOf(priority: PriorityClass, routed: boolean): string {
  if (priority !== 1 && !routed) return graded(priority, "id");
  const heads = [
    priority === 1 ? free : graded(priority, ranked),
    pinned(priority, routed),
    ...(routed ? [byRoute(priority)] : []),
  ].map((it) => `SELECT * FROM (${it})`);
  return `SELECT id FROM (${heads.join(" UNION ALL ")}) ${inOrder}`;
}

const free = `SELECT ${ranked} FROM delivery INDEXED BY delivery_free
   WHERE state = 'queued' AND resume_until IS NULL AND route IS NULL AND priority = 1 AND ${due} ${inOrder}`;

function graded(priority: PriorityClass, what: string): string {
  return `SELECT ${what} FROM delivery INDEXED BY delivery_graded
    WHERE state = 'queued' AND route IS NULL AND priority <> 1 AND priority = ${priority} AND ${due}
      AND (resume_until IS NULL OR resume_until <= ? OR modem = ?) ${inOrder}`;
}

/** The pinned stand in an index of their own, so that those of a dead modem are not in the way of the others; they are few. */
function pinned(priority: PriorityClass, routed: boolean): string {
  const open = routed
    ? "(route IS NULL OR route IN (SELECT r.key FROM json_each(?) w CROSS JOIN route r ON r.name = w.value))"
    : "route IS NULL";
  // A partial index serves whoever repeats its condition.
  return `SELECT ${ranked} FROM delivery INDEXED BY delivery_pinned
    WHERE state = 'queued' AND resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1) AND priority = ${priority}
      AND ${due} AND (modem = ? OR resume_until <= ? AND ${open}) ${inOrder}`;
}

/** The heads of the routes, one seek each; CROSS JOIN keeps SQLite from beginning with the deliveries. */
function byRoute(priority: PriorityClass): string {
  return `SELECT d.id, d.next_attempt_at, d.expires_at
    FROM json_each(?) w CROSS JOIN route r ON r.name = w.value CROSS JOIN delivery d ON d.id = (
      SELECT id FROM delivery INDEXED BY delivery_routed
      WHERE state = 'queued' AND resume_until IS NULL AND route = r.key AND priority = ${priority} AND ${due} ${inOrder})
    ORDER BY d.next_attempt_at, d.expires_at, d.id LIMIT 1`;
}

/** What stands for the question marks of `headOf`, in their order. */
function valuesOf(
  priority: PriorityClass,
  { modem, now, routes }: ClaimRequest,
): readonly Value[] {
  const rest = priority === 1 ? [] : [now, modem];
  const pinned = [now, now, modem, now];
  if (routes === undefined) {
    return [now, now, ...rest, ...(priority === 1 ? pinned : [])];
  }
  const { open } = priority === 0 ? routes.urgent : routes.others;
  const names = JSON.stringify(open);
  return [now, now, ...rest, ...pinned, names, names, now, now];
}

// Made once: putting them together costs a fifth of a claim.
const orders = [onlyUrgent, ...everyOrder];
const plainTexts = new Map(orders.map((it) => [it, textOf(it, false)]));
const routedTexts = new Map(orders.map((it) => [it, textOf(it, true)]));
