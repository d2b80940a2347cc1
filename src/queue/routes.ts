import { type PhoneNumber, priorities, type Priority } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { integer, phoneNumber, text } from "./rows.ts";

/** The key of a route, which is made where there is none of that name. */
export function routeKey(database: Database, name: string): number {
  const row = database.get("SELECT key FROM route WHERE name = ?", name);
  return row === undefined
    ? database.insert("INSERT INTO route (name) VALUES (?)", name)
    : integer(row, "key");
}

/** The name of a route. */
export function routeName(
  database: Database,
  key: number,
): string | undefined {
  const row = database.get("SELECT name FROM route WHERE key = ?", key);
  return row && text(row, "name");
}

/** All names; there are as many as the config has ever had routes, times the modems that recipients keep. */
export function routeNames(database: Database): readonly string[] {
  return database.all("SELECT name FROM route ORDER BY key")
    .map((row) => text(row, "name"));
}

/** What is known of a delivery that is to be routed anew. */
export interface Stranded {
  readonly recipient: PhoneNumber;
  readonly priority: Priority;
  readonly reversePath: string;
  readonly user: string | undefined;
  /** It came by a command, and so has no sender. */
  readonly byCommand: boolean;
}

/** Routes that lead nowhere any more, and where their deliveries shall go. */
export interface Rerouting {
  readonly names: readonly string[];
  /** Undefined: anywhere. Must not be one of `names`. */
  readonly routeOf: (delivery: Stranded) => string | undefined;
  readonly limit: number;
}

/** Gives deliveries that are not done other routes; see `Store.reroute`. */
export function reroute(
  database: Database,
  { names, routeOf, limit }: Rerouting,
): number {
  const rows = strandedOf(database, names, limit);
  for (const row of rows) {
    const user = text(row, "user_name");
    const name = routeOf({
      recipient: phoneNumber(row, "recipient"),
      priority: priorities[integer(row, "priority")] ?? "normal",
      reversePath: text(row, "reverse_path"),
      user: user === "" ? undefined : user,
      byCommand: text(row, "source") === "command",
    });
    if (name !== undefined && names.includes(name)) {
      throw new Error(`The route ${name} leads nowhere`);
    }
    database.run(
      "UPDATE delivery SET route = ? WHERE id = ?",
      name === undefined ? null : routeKey(database, name),
      integer(row, "id"),
    );
  }
  return rows.length;
}

// One condition an index, so that a delivery that is done is never looked at.
const placesOfWork = [
  "INDEXED BY delivery_routed WHERE state = 'queued' AND resume_until IS NULL AND route IS NOT NULL",
  "INDEXED BY delivery_pinned WHERE state = 'queued' AND resume_until IS NOT NULL AND (route IS NOT NULL OR priority = 1)",
  "INDEXED BY delivery_sending WHERE state = 'sending'",
  "INDEXED BY delivery_uncertain WHERE state = 'uncertain'",
  "INDEXED BY delivery_settled WHERE state = 'held' AND state NOT IN ('queued', 'sending')",
] as const;

function strandedOf(
  database: Database,
  names: readonly string[],
  limit: number,
) {
  const list = JSON.stringify(names);
  const parts = placesOfWork.map((where) =>
    `SELECT id FROM delivery ${where} AND route IN
       (SELECT r.key FROM json_each(?) w CROSS JOIN route r ON r.name = w.value)`
  );
  return database.all(
    `SELECT d.id, d.recipient, d.priority, m.reverse_path, m.user_name, m.source
     FROM (${
      parts.join(" UNION ALL ")
    } LIMIT ?) w CROSS JOIN delivery d ON d.id = w.id CROSS JOIN message m ON m.key = d.message_key`,
    ...parts.map(() => list),
    limit,
  );
}
