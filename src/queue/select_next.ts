import type { DeliveryId } from "../model/mod.ts";
import { classesAt, everyOrder, type PriorityClass } from "./classes.ts";
import type { Database, Value } from "./database.ts";
import { deliveryColumns } from "./deliveries.ts";
import { type Row, shortMessageColumns } from "./rows.ts";
import { timeColumns } from "./time_facts.ts";

/** The routes that a modem may serve now, by name. */
export interface OpenRoutes {
  readonly open: readonly string[];
  /** Routes with "@" that another modem keeps, and is there for. */
  readonly kept: readonly string[];
}

/** Who asks. */
export interface PeekRequest {
  readonly modem: string;
  readonly now: number;
  /** Only an urgent one. */
  readonly urgentOnly?: boolean;
  /** None of these, which others have peeked at; looked into when the claim is made. */
  readonly except?: ReadonlySet<DeliveryId>;
  /** Counts this modem's claims: see `classesAt`. Absent: the urgent ones go first. */
  readonly turn?: number;
  /** Besides what may go anywhere; absent: nothing else. For urgent deliveries and for the others. */
  readonly routes?: {
    readonly urgent: OpenRoutes;
    readonly others: OpenRoutes;
  };
}

/** Who asks, and until when the lease shall last. */
export interface ClaimRequest extends PeekRequest {
  readonly leaseUntil: number;
}

/**
 * The delivery that a modem takes next, or undefined: of the first class that has any, the longest due among what may go anywhere, what
 * may go by one of its routes, and what waits for this very modem. Looks at the heads of indexes only; changes nothing.
 */
export function selectNext(
  database: Database,
  request: PeekRequest,
): Row | undefined {
  const { urgentOnly = false, turn = 0, routes, except } = request;
  const classes = urgentOnly ? onlyUrgent : classesAt(turn);
  const shape = shapes.find((it) =>
    it.classes === classes && it.routed === (routes !== undefined) &&
    it.skips === (except !== undefined && except.size > 0)
  );
  if (shape === undefined) throw new Error("A shape is missing");
  const skipped = shape.skips ? [JSON.stringify([...except ?? []])] : [];
  return database.get(
    shape.text,
    ...classes.flatMap((it) => valuesOf(it, request, skipped)),
  );
}

/** What the statement depends on. */
interface Shape {
  readonly classes: readonly PriorityClass[];
  readonly routed: boolean;
  /** Whether some deliveries are left out. */
  readonly skips: boolean;
}

const onlyUrgent: readonly PriorityClass[] = [0];

/** Every statement there is, made once: putting one together costs a fifth of a claim. */
export const shapes: readonly (Shape & { readonly text: string })[] = [
  onlyUrgent,
  ...everyOrder,
].flatMap((classes) =>
  [false, true].flatMap((routed) =>
    [false, true].map((skips) => {
      const shape = { classes, routed, skips };
      return { ...shape, text: textOf(shape) };
    })
  )
);

function textOf(shape: Shape): string {
  const heads = shape.classes.map((it) => `(${headOf(it, shape)})`);
  const id = heads.length === 1 ? heads[0] : `coalesce(${heads.join(", ")})`;
  return `SELECT ${columns()} FROM delivery d JOIN message m ON m.key = d.message_key WHERE d.id = ${id}`;
}

/** The longest due of one class. */
function headOf(priority: PriorityClass, shape: Shape): string {
  if (priority !== 1 && !shape.routed) return graded(priority, "id", shape);
  const heads = [
    priority === 1 ? free(shape) : graded(priority, ranked(), shape),
    pinned(priority, shape),
    ...(shape.routed ? [byRoute(priority, shape)] : []),
  ].map((it) => `SELECT * FROM (${it})`);
  return `SELECT id FROM (${heads.join(" UNION ALL ")}) ${inOrder()}`;
}

function free(shape: Shape): string {
  return `SELECT ${ranked()} FROM delivery INDEXED BY delivery_free
    WHERE state = 'queued' AND resume_until IS NULL AND route IS NULL AND priority = 1 AND ${due()}
      ${spared(shape)} ${inOrder()}`;
}

function graded(priority: PriorityClass, what: string, shape: Shape): string {
  return `SELECT ${what} FROM delivery INDEXED BY delivery_graded
    WHERE state = 'queued' AND route IS NULL AND priority <> 1 AND priority = ${priority} AND ${due()}
      AND (resume_until IS NULL OR resume_until <= ? OR modem = ?) ${
    spared(shape)
  } ${inOrder()}`;
}

/** The pinned stand in an index of their own, so that those of a dead modem are not in the way of the others; they are few. */
function pinned(priority: PriorityClass, shape: Shape): string {
  const open = shape.routed
    ? "(route IS NULL OR route IN (SELECT r.key FROM json_each(?) w CROSS JOIN route r ON r.name = w.value))"
    : "route IS NULL";
  // A partial index serves whoever repeats its condition.
  return `SELECT ${ranked()} FROM delivery INDEXED BY delivery_pinned
    WHERE state = 'queued' AND resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1) AND priority = ${priority}
      AND ${due()} AND (modem = ? OR resume_until <= ? AND ${open}) ${
    spared(shape)
  } ${inOrder()}`;
}

/** The heads of the routes, one seek each; CROSS JOIN keeps SQLite from beginning with the deliveries. */
function byRoute(priority: PriorityClass, shape: Shape): string {
  return `SELECT d.id, d.next_attempt_at, d.expires_at
    FROM json_each(?) w CROSS JOIN route r ON r.name = w.value CROSS JOIN delivery d ON d.id = (
      SELECT id FROM delivery INDEXED BY delivery_routed
      WHERE state = 'queued' AND resume_until IS NULL AND route = r.key AND priority = ${priority} AND ${due()}
        ${spared(shape)} ${inOrder()})
    ORDER BY d.next_attempt_at, d.expires_at, d.id LIMIT 1`;
}

// Functions, since the statements are made while this file is read.

/** What a delivery that is to be claimed is read from. */
function columns(): string {
  return `${deliveryColumns}, ${timeColumns}, ${shortMessageColumns}`;
}

function ranked(): string {
  return "id, next_attempt_at, expires_at";
}

function inOrder(): string {
  return "ORDER BY next_attempt_at, expires_at, id LIMIT 1";
}

function due(): string {
  return "next_attempt_at <= ? AND expires_at > ?";
}

function spared({ skips }: Shape): string {
  return skips ? "AND id NOT IN (SELECT value FROM json_each(?))" : "";
}

/** What stands for the question marks of `headOf`, in their order. */
function valuesOf(
  priority: PriorityClass,
  { modem, now, routes }: PeekRequest,
  skipped: readonly Value[],
): readonly Value[] {
  const anywhere = priority === 1
    ? [now, now, ...skipped]
    : [now, now, now, modem, ...skipped];
  if (routes === undefined) {
    return priority === 1
      ? [...anywhere, now, now, modem, now, ...skipped]
      : anywhere;
  }
  const { open } = priority === 0 ? routes.urgent : routes.others;
  const names = JSON.stringify(open);
  const pinned = [now, now, modem, now, names, ...skipped];
  return [...anywhere, ...pinned, names, now, now, ...skipped];
}
