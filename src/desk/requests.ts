import * as v from "valibot";
import { deliveryStates } from "../model/mod.ts";

const byId = v.strictObject({ id: v.string() });
const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(100_000),
);

/** What each operation takes: the only copy, checked where a request comes in. */
export const requestSchemas = {
  send: v.strictObject({ recipient: v.string(), text: v.string() }),
  list: v.strictObject({
    state: v.optional(v.picklist(deliveryStates)),
    recipient: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/))),
    sender: v.optional(v.pipe(v.string(), v.maxLength(320))),
    since: v.optional(v.number()),
    text: v.optional(v.pipe(v.string(), v.maxLength(200))),
    before: v.optional(v.pipe(v.number(), v.integer())),
    limit,
  }),
  show: byId,
  retry: byId,
  cancel: byId,
  breaker: v.strictObject({}),
  release: v.strictObject({}),
  modems: v.strictObject({ anew: v.optional(v.boolean()) }),
  ussd: v.strictObject({
    modem: v.string(),
    entries: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(200))),
      v.minLength(1),
      v.maxLength(20),
    ),
  }),
  export: v.strictObject({
    after: v.number(),
    limit,
    since: v.optional(v.number()),
    until: v.optional(v.number()),
  }),
  notices: v.strictObject({ limit }),
  inbox: v.strictObject({ limit }),
  alarms: v.strictObject({}),
  denied: v.strictObject({}),
  deny: v.strictObject({ recipient: v.string() }),
  allow: v.strictObject({ recipient: v.string() }),
  stats: v.strictObject({}),
  status: v.strictObject({}),
  log: v.strictObject({ after: v.optional(v.number()), limit }),
  reload: v.strictObject({}),
} as const;

/** The name of an operation, as it stands in the request's path. */
export type OperationName = keyof typeof requestSchemas;

/** Whether the text names an operation. */
export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(requestSchemas, text);
}
