import fc from "fast-check";
import { anna, bert, resumeWaitMs } from "./law_suite.ts";

const modems = ["m1", "m2", "m3"] as const;

const times = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 1) },
  { weight: 2, arbitrary: fc.constantFrom(900, 7_000) },
  { weight: 1, arbitrary: fc.constant(resumeWaitMs + 1) },
);

// Weighed so that deliveries are few and go through many hands: the awkward states lie deep.
const whats = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("accept" as const),
      recipients: fc.array(fc.constantFrom(anna, bert), {
        minLength: 1,
        maxLength: 2,
      }),
      segmentCount: fc.integer({ min: 1, max: 3 }),
      text: fc.constantFrom("Pump 3 stopped", "Pump 4 stopped"),
      messageId: fc.constantFrom("", "<1@plant.example>"),
      wished: fc.constantFrom(undefined, anna, bert),
      urgent: fc.boolean(),
      delayMs: fc.constantFrom(0, 900, 7_000),
      windowMs: fc.constantFrom(undefined, 1_000, 1_000_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      modem: fc.constantFrom(...modems),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom("begin" as const, "acknowledge" as const),
      pick: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("withdraw" as const),
      pick: fc.nat(2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      pick: fc.nat(2),
      to: fc.constantFrom("queued", "sent", "failed", "uncertain"),
      delayMs: fc.constantFrom(0, 5_000),
      pinned: fc.boolean(),
      untried: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      modem: fc.constantFrom(...modems),
      reference: fc.nat(2),
      recipient: fc.constantFrom(anna, bert),
      agoMs: fc.constantFrom(undefined, 0, 1, 7_000, 130_000),
      outcome: fc.constantFrom("delivered", "trying", "failed"),
      reason: fc.constantFrom("a report", "another"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "crash" as const,
        "reopen" as const,
        "recover" as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("early" as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("sweep" as const),
      onUncertain: fc.constantFrom("resend", "hold"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "retry" as const,
        "cancel" as const,
        "hasten" as const,
      ),
      pick: fc.nat(9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("setBack" as const),
      byMs: fc.constantFrom(1, 3_000, 100_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("merge" as const),
      recipient: fc.constantFrom(anna, bert),
      picks: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("again" as const),
      pick: fc.nat(9),
      recipient: fc.constantFrom(anna, bert),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("unheard" as const),
      pick: fc.nat(2),
    }),
  },
);

/** One thing that happens, after some time has passed. Numbers pick among what there is, the newest first. */
export const command = fc.record({ passed: times, what: whats });

/** What happens. */
export type What = typeof command extends fc.Arbitrary<infer T>
  ? T extends { what: infer W } ? W : never
  : never;
