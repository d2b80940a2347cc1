import * as v from "valibot";
import { count, moment } from "./words.ts";

/** `ModemView`. */
export const modem = v.object({
  name: v.string(),
  port: v.string(),
  simulated: v.boolean(),
  pools: v.optional(v.array(v.string())),
  state: v.pipe(
    v.string(),
    v.description('"usable" may send; all others say why not in "detail"'),
  ),
  detail: v.string(),
  device: v.optional(v.string()),
  description: v.optional(v.string()),
  advice: v.optional(v.array(v.string())),
  identity: v.optional(v.object({
    manufacturer: v.string(),
    model: v.string(),
    imei: v.string(),
    iccid: v.string(),
  })),
  network: v.optional(v.object({
    operator: v.string(),
    registration: v.string(),
    signalDbm: v.optional(v.number()),
  })),
  sim: v.optional(v.object({
    number: v.string(),
    smsc: v.string(),
    storage: v.optional(
      v.object({ memory: v.string(), used: count, total: count }),
    ),
  })),
  sent: count,
  errors: count,
  next: v.optional(v.object({ text: v.string(), at: moment })),
  balance: v.optional(
    v.object({ amount: v.number(), at: moment, low: v.boolean() }),
  ),
});

/** All modems, and what is behind the machine's other ports. */
export const modems = v.object({ modems: v.array(modem) });
