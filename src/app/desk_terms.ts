import { DeskError, type Operations } from "../desk/mod.ts";
import { StoreError } from "../queue/mod.ts";

/** The same operations; trouble with the database is told as the desk's own, so that whoever asks need not know the queue. */
export function inDeskTerms(operations: Operations): Operations {
  const told = Object.entries(operations).map(([name, operation]) => [
    name,
    (...given: readonly unknown[]) => translated(() => operation(...given)),
  ]);
  return Object.fromEntries(told) as Operations; // each by its name, as it was
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw deskErrorOf(error);
  }
}

/** Trouble with the database as the desk's own; any other error as it is. */
export function deskErrorOf(error: unknown): unknown {
  return error instanceof StoreError
    ? new DeskError("unavailable", error.message)
    : error;
}
