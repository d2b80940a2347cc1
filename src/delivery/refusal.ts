import type { Refusal } from "../model/mod.ts";
import type { StoreError } from "../queue/mod.ts";

/** What an SMTP client is told of trouble with the database: always to come back. */
export function refusalOf(error: StoreError): Refusal {
  return error.code === "full"
    ? { code: 452, enhanced: "4.3.1", text: error.message }
    : { code: 451, enhanced: "4.3.0", text: error.message };
}
