import { DatabaseSync } from "node:sqlite";

/** One delivery as it stands on the disk. */
export interface StoredDelivery {
  readonly text: string;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly possibleDuplicate: boolean;
  /** Whether a segment was started and not acknowledged. */
  readonly inFlight: boolean;
  /** Whether it was ever not known what had become of it. */
  readonly wasUncertain: boolean;
}

/** One SMS in the inbox as it stands on the disk. */
export interface StoredSms {
  readonly from: string;
  readonly text: string;
  readonly segmentCount: number;
  readonly missing: number;
}

/**
 * Reads the queue of an appliance that is dead or has stopped. From a copy: opening the files themselves would end the
 * log that the next start has to recover, and prove less.
 */
export function readDeadQueue(
  path: string,
): Promise<readonly StoredDelivery[]> {
  return withCopy(path, readDeliveries);
}

/** Reads what modems have received from its inbox, in the same way. */
export function readDeadInbox(path: string): Promise<readonly StoredSms[]> {
  return withCopy(path, readInbox);
}

async function withCopy<Read>(
  path: string,
  read: (database: DatabaseSync) => Read,
): Promise<Read> {
  const folder = await Deno.makeTempDir({ prefix: "cellpost_queue_" });
  try {
    await Deno.copyFile(path, `${folder}/queue.db`);
    // After a clean stop there is no log.
    await Deno.copyFile(`${path}-wal`, `${folder}/queue.db-wal`)
      .catch(ignoreMissing);
    const database = new DatabaseSync(`${folder}/queue.db`);
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function readDeliveries(database: DatabaseSync): readonly StoredDelivery[] {
  const rows = database.prepare(
    `SELECT m.text, d.recipient, d.state, d.attempt, d.possible_duplicate,
       EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = d.id AND s.acknowledged_at IS NULL) AS in_flight,
       EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_id = d.id AND a.outcome = 'uncertain') AS was_uncertain
     FROM delivery d JOIN message m ON m.key = d.message_key ORDER BY d.id`,
  ).all();
  return rows.map((row) => ({
    text: String(row["text"]),
    recipient: String(row["recipient"]),
    state: String(row["state"]),
    attempts: Number(row["attempt"]),
    possibleDuplicate: row["possible_duplicate"] === 1,
    inFlight: row["in_flight"] === 1,
    wasUncertain: row["was_uncertain"] === 1,
  }));
}

function readInbox(database: DatabaseSync): readonly StoredSms[] {
  const rows = database.prepare(
    "SELECT sender, text, segment_count, missing FROM inbox WHERE kind <> 'postmaster' ORDER BY id",
  ).all();
  return rows.map((row) => ({
    from: String(row["sender"]),
    text: String(row["text"]),
    segmentCount: Number(row["segment_count"]),
    missing: Number(row["missing"]),
  }));
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
