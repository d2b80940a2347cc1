import * as v from "valibot";
import { deliveryStates, priorities } from "../../../model/mod.ts";

/** Wall time. */
export const moment = v.pipe(
  v.number(),
  v.integer(),
  v.description("Milliseconds since 1970-01-01T00:00:00Z"),
);

/** How many. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where a delivery stands. */
export const state = v.pipe(
  v.picklist(deliveryStates),
  v.description(
    "Where a delivery stands; docs/internals.md tells what each means",
  ),
);

/** How soon an SMS shall go, beside others. */
export const priority = v.picklist(priorities);

/** How a message came in. */
export const source = v.picklist(["smtp", "command", "api"]);

/** Why cellpost made a message itself. */
export const madeBy = v.picklist(["merge", "escalation", "alarm", "reply"]);
