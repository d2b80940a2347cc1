import type { PhoneNumber, Transition } from "../model/mod.ts";
import type { Database } from "./database.ts";
import type { Delivery } from "./deliveries.ts";
import { routeKey, routeName } from "./routes.ts";
import { flag, integer, phoneNumber, type Row, text } from "./rows.ts";
import { type ClaimRequest, selectNext } from "./select_next.ts";

// By a route with "@" a recipient keeps its modem, so that answers come to one number. Which one is settled when a delivery is claimed:
// of several that wait for a new recipient, the first decides for all.

/** So many deliveries at most are moved to the modem of their recipient in one claim; the next goes on with the rest. */
const mostMoved = 500;

/** As `selectNext`, but what another modem keeps and is there for is moved to that one first. */
export function nextAmongSticky(
  database: Database,
  request: ClaimRequest,
): Row | undefined {
  for (let moved = 0; moved < mostMoved; moved++) {
    const row = selectNext(database, request);
    if (row === undefined || !moveToKeeper(database, row, request)) return row;
  }
  return undefined;
}

function moveToKeeper(
  database: Database,
  row: Row,
  { modem, routes }: ClaimRequest,
): boolean {
  const sticky = stickyRoute(database, row);
  if (sticky === undefined) return false;
  // What this modem has begun it ends.
  if (row["modem"] === modem && row["reference"] !== null) return false;
  const keeper = keeperOf(database, phoneNumber(row, "recipient"));
  if (keeper === undefined || keeper.modem === modem) return false;
  const route = integer(row, "priority") === 0
    ? routes?.urgent
    : routes?.others;
  const kept = `${sticky}${keeper.modem}`;
  if (route?.kept.includes(kept) !== true) return false;
  database.run(
    "UPDATE delivery SET route = ? WHERE id = ?",
    routeKey(database, kept),
    integer(row, "id"),
  );
  return true;
}

/** Whether it is settled that this modem sends a delivery: always, but by a route with "@". */
export function isKept(
  database: Database,
  row: Row,
  { modem }: Pick<ClaimRequest, "modem">,
): boolean {
  const route = row["route"];
  const name = typeof route === "number" ? routeName(database, route) : "";
  if (name?.includes("@") !== true) return true;
  const keeper = keeperOf(database, phoneNumber(row, "recipient"));
  return keeper?.modem === modem && name.endsWith(`@${modem}`);
}

/** Notes that the modem which has claimed a delivery is the one that its recipient keeps. */
export function keepModem(
  database: Database,
  delivery: Delivery,
  { modem }: ClaimRequest,
): void {
  const sticky = stickyRoute(database, delivery);
  if (sticky === undefined) return;
  database.run(
    `INSERT INTO sticky (recipient, modem) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET modem = excluded.modem, proven = 0 WHERE modem <> excluded.modem`,
    delivery.recipient,
    modem,
  );
  database.run(
    "UPDATE delivery SET route = ? WHERE id = ?",
    routeKey(database, `${sticky}${modem}`),
    delivery.id,
  );
}

/** A recipient keeps a modem that has sent to it; one that could not leaves it free again, if it never did. */
export function endSticky(
  database: Database,
  delivery: Delivery,
  transition: Transition,
): void {
  const sticky = stickyRoute(database, delivery);
  if (sticky === undefined || delivery.modem === undefined) return;
  const { recipient, modem } = delivery;
  if (transition.to === "sent") {
    database.run(
      "UPDATE sticky SET proven = 1 WHERE recipient = ? AND modem = ?",
      recipient,
      modem,
    );
    return;
  }
  const keeper = keeperOf(database, recipient);
  const free = keeper?.modem === modem && !keeper.proven;
  const again = transition.to === "queued" &&
    transition.resumeUntil === undefined;
  if (!again || !free) return;
  database.run("DELETE FROM sticky WHERE recipient = ?", recipient);
  database.run(
    "UPDATE delivery SET route = ? WHERE id = ?",
    routeKey(database, sticky),
    delivery.id,
  );
}

/** The name of its route up to the "@"; undefined when that is no sticky one. */
function stickyRoute(
  database: Database,
  { route }: Row | Pick<Delivery, "route">,
): string | undefined {
  const name = typeof route === "number"
    ? routeName(database, route)
    : undefined;
  const at = name?.indexOf("@") ?? -1;
  return at < 0 ? undefined : name?.slice(0, at + 1);
}

function keeperOf(
  database: Database,
  recipient: PhoneNumber,
): { readonly modem: string; readonly proven: boolean } | undefined {
  const row = database.get(
    "SELECT modem, proven FROM sticky WHERE recipient = ?",
    recipient,
  );
  return row && { modem: text(row, "modem"), proven: flag(row, "proven") };
}
