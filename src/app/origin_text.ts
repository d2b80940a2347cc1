import type { Submission } from "../queue/mod.ts";
import { shown } from "./log_line.ts";

/** Where a message came from, for its line in the log; `mergedFrom`: of how many it was made. */
export function originText(
  submission: Submission,
  mergedFrom: number | undefined,
): string {
  const { source, reversePath, clientAddress, madeBy, user = "" } = submission;
  if (source === "smtp") {
    return `from <${shown(reversePath)}> at ${clientAddress}`;
  }
  if (mergedFrom !== undefined) return `in the place of ${mergedFrom}`;
  if (source === "command") return `by ${madeBy ?? "command"}`;
  const who = user === "" ? "" : ` by ${shown(user)}`;
  return `from the API${who} at ${clientAddress}`;
}
