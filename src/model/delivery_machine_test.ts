import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryStates, isFinal, leadsTo } from "./delivery.ts";
import { advance } from "./delivery_machine.ts";
import { accepted, overtakenAt } from "./delivery_standing.ts";
import { resumeWaitMs, setOut, turn, walk } from "./delivery_walk_suite.ts";

const turns = fc.array(turn, { minLength: 10, maxLength: 80, size: "max" });
const count = fc.integer({ min: 1, max: 3 });

/** Walks, and looks at each step that something made. */
function everyStep(
  look: (
    it: Required<ReturnType<typeof walk>> & {
      readonly before: ReturnType<typeof setOut>;
    },
  ) => void,
  parameters: fc.Parameters<unknown> = {},
): void {
  fc.assert(
    fc.property(count, turns, (segmentCount, turns) => {
      let before = setOut(segmentCount);
      for (const next of turns) {
        const { walker, happening, step } = walk(before, next);
        if (happening && step) look({ before, walker, happening, step });
        before = walker;
      }
    }),
    { numRuns: 400, ...parameters },
  );
}

Deno.test("the machine makes every transition of the table, and no other", () => {
  const made = new Set<string>();
  everyStep(({ before, walker }) => {
    const [from, to] = [before.delivery.state, walker.delivery.state];
    if (from !== to) made.add(`${from} → ${to}`);
    // So many walks that the rarest is among them, and the same ones each time.
  }, { numRuns: 1_000, seed: 1 });
  const legal = deliveryStates.flatMap((from) =>
    deliveryStates.filter((to) => leadsTo(from, to))
      .map((to) => `${from} → ${to}`)
  );
  assert.deepEqual([...made].toSorted(), legal.toSorted());
});

Deno.test("nothing that happens leaves a final state, or its time and reason", () => {
  everyStep(({ before: { delivery: was }, walker: { delivery } }) => {
    if (!isFinal(was.state)) return;
    const { segments: _before, ...stayed } = was;
    const { segments: _now, ...now } = delivery;
    assert.deepEqual(now, stayed);
  });
});

Deno.test("time alone ends every delivery that is neither sent nor final", () => {
  everyStep(({ walker }) => {
    let { delivery } = walker;
    for (let i = 0; i < 4 && !isFinal(delivery.state); i++) {
      if (delivery.state === "sent") return;
      const at = overtakenAt(delivery);
      assert.ok(at !== undefined, `${delivery.state} waits for ever`);
      const step = delivery.state === "sending"
        ? advance(delivery, {
          what: "abandoned",
          at,
          resolveAt: at + 30,
          resumeWaitMs,
        })
        : advance(delivery, {
          what: "overtaken",
          at,
          onUncertain: i % 2 === 0 ? "resend" : "hold",
          resumeWaitMs,
        });
      assert.ok(step, `${delivery.state} is not moved when its time is over`);
      delivery = step.delivery;
    }
    assert.ok(isFinal(delivery.state), delivery.state);
  });
});

Deno.test("a mark comes only where an SMS without an answer goes out again, or from another modem, and stays", () => {
  everyStep(({ before: { delivery: was }, walker, step, happening }) => {
    const { delivery } = walker;
    if (was.possibleDuplicate) assert.ok(delivery.possibleDuplicate);
    if (was.possibleDuplicate === delivery.possibleDuplicate) return;
    assert.equal(was.state === "queued", happening.what === "claimed");
    if (happening.what === "claimed") {
      assert.equal(step.forgets, "all");
      assert.notEqual(was.modem, happening.modem);
      assert.ok(was.segments.acknowledged > 0);
    } else {
      assert.ok(was.state === "uncertain" || was.state === "held");
      assert.equal(delivery.state, "queued");
    }
  });
});

Deno.test("whatever may come twice is marked", () => {
  everyStep(({ walker: { mayComeTwice, delivery } }) => {
    if (mayComeTwice) assert.ok(delivery.possibleDuplicate);
  });
});

Deno.test("no segment is lost or counted twice", () => {
  everyStep(({ walker: { delivery: { segments, state } } }) => {
    const { total, acknowledged, unanswered, delivered, failed } = segments;
    for (const it of Object.values(segments)) assert.ok(it >= 0);
    assert.ok(acknowledged + unanswered <= total);
    assert.ok(delivered + failed <= acknowledged);
    if (state === "queued") assert.equal(unanswered, 0);
    if (state === "delivered") assert.equal(delivered, total);
  });
});

Deno.test("only one lease runs at a time, and an older one changes nothing", () => {
  everyStep(({ before: { delivery: was }, walker: { delivery } }) => {
    if (was.state !== "sending") return;
    const at = delivery.updatedAt;
    const late = { what: "settled", at, transition: { to: "sent" } } as const;
    assert.equal(
      advance(delivery, { ...late, attempt: was.attempt - 1 }),
      undefined,
    );
    const claimed = {
      what: "claimed",
      modem: "m3",
      at,
      leaseUntil: at,
    } as const;
    if (delivery.state === "sending") {
      assert.equal(advance(delivery, claimed), undefined);
    }
  });
});

Deno.test("what is put back untried is as if no modem had ever had it, but for its times and the reason", () => {
  const fresh = accepted({ acceptedAt: 1, expiresAt: 900, segmentCount: 3 });
  const leased = { at: 2, modem: "m1", leaseUntil: 50 } as const;
  const claimed = advance(fresh, { what: "claimed", ...leased });
  assert.ok(claimed);
  const quiet = { nextAttemptAt: 500, reason: "Quiet hours", expiresAt: 950 };
  const transition = { to: "queued", untried: true, ...quiet } as const;
  const settled = { what: "settled", at: 3, attempt: 1, transition } as const;
  const back = advance(claimed.delivery, settled);
  assert.deepEqual(back, {
    delivery: { ...fresh, updatedAt: 3, ...quiet },
    note: { what: "putOff", reason: "Quiet hours", until: 500 },
  });
  assert.deepEqual(
    advance(fresh, {
      ...{ what: "putOff", at: 3, until: 500 },
      ...{ expiresAt: 950, reason: "Quiet hours" },
    }),
    back,
    "and so is what a rule puts off while it waits",
  );
  const reason = "Stale";
  const discarded = advance(fresh, { what: "discarded", at: 3, reason });
  assert.equal(discarded?.delivery.state, "expired");
  assert.equal(discarded?.delivery.reason, reason);
});
