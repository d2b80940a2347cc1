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
}

/**
 * Reads the queue of an appliance that is dead or has stopped. From a copy: opening the files themselves would end the
 * log that the next start has to recover, and prove less.
 */
export async function readDeadQueue(
  path: string,
): Promise<readonly StoredDelivery[]> {
  const folder = await Deno.makeTempDir({ prefix: "cellpost_queue_" });
  try {
    await Deno.copyFile(path, `${folder}/queue.db`);
    // After a clean stop there is no log.
    await Deno.copyFile(`${path}-wal`, `${folder}/queue.db-wal`)
      .catch(ignoreMissing);
    return readDeliveries(`${folder}/queue.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function readDeliveries(path: string): readonly StoredDelivery[] {
  const database = new DatabaseSync(path);
  try {
    const rows = database.prepare(
      `SELECT m.text, d.recipient, d.state, d.attempt, d.possible_duplicate,
         EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = d.id AND s.acknowledged_at IS NULL) AS in_flight
       FROM delivery d JOIN message m ON m.key = d.message_key ORDER BY d.id`,
    ).all();
    return rows.map((row) => ({
      text: String(row["text"]),
      recipient: String(row["recipient"]),
      state: String(row["state"]),
      attempts: Number(row["attempt"]),
      possibleDuplicate: row["possible_duplicate"] === 1,
      inFlight: row["in_flight"] === 1,
    }));
  } finally {
    database.close();
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
