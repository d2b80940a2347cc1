import assert from "node:assert/strict";
import fc from "fast-check";
import {
  newMessageId,
  type PhoneNumber,
  priorities,
  type Priority,
  systemClock,
} from "../model/mod.ts";
import { classesAt } from "./classes.ts";
import { anna, bert, Ground, type Law, start } from "./law_suite.ts";
import type { ClaimRequest } from "./select_next.ts";
import type { Claim } from "./store.ts";
import type { Submission } from "./submission.ts";

/** Accepts one SMS; each argument but the first may be left out. */
async function accept(
  ground: Ground,
  { recipient = anna, route, priority, ...rest }: {
    readonly recipient?: PhoneNumber;
    readonly route?: string | undefined;
    readonly priority?: Priority;
  } & Partial<Submission>,
): Promise<Submission> {
  return await ground.accept({
    recipients: [recipient],
    ...(route === undefined ? {} : { routes: new Map([[recipient, route]]) }),
    ...(priority === undefined
      ? {}
      : { wishes: new Map([[recipient, { priority }]]) }),
    ...rest,
  });
}

/** Claims for a modem to which these routes are open, while others are kept by other modems. */
function claimBy(
  { store }: Ground,
  modem: string,
  { open = [], kept = [], ...rest }: {
    readonly open?: readonly string[];
    readonly kept?: readonly string[];
  } & Partial<ClaimRequest>,
): Promise<Claim | undefined> {
  const now = rest.now ?? start;
  const both = { urgent: { open, kept }, others: { open, kept } };
  const lease = { now, leaseUntil: now + 1_000 };
  return store.claim({ modem, routes: both, ...lease, ...rest });
}

function sent(ground: Ground, claim: Claim | undefined) {
  assert.ok(claim);
  return ground.store.settle(claim, { to: "sent" }, start);
}

const busy = { to: "queued", nextAttemptAt: start, reason: "busy" } as const;

/** Which modem may take what, and in which order. */
export const routeLaws: readonly Law[] = [
  {
    name:
      "a delivery with a route is claimed by those alone to whom it is open",
    async holds(ground) {
      const mail = await accept(ground, { route: "austria" });
      assert.equal(await ground.tryClaim(start), undefined);
      const others = { open: ["elsewhere"] };
      assert.equal(await claimBy(ground, "m1", others), undefined);
      assert.equal(ground.store.nextDueAt(), start);
      const claim = await claimBy(ground, "m1", {
        open: ["elsewhere", "austria"],
      });
      assert.equal(claim?.messageId, mail.id);
      assert.equal(ground.first(mail).route, "austria");
    },
  },
  {
    name: "what may go anywhere is open to everybody",
    async holds(ground) {
      const mail = await accept(ground, {});
      assert.equal(ground.first(mail).route, undefined);
      assert.equal((await claimBy(ground, "m1", {}))?.messageId, mail.id);
    },
  },
  {
    name: "a route may be open to urgent deliveries alone",
    async holds(ground) {
      const none = { open: [], kept: [] };
      const open = { open: ["a"], kept: [] };
      await accept(ground, { route: "a" });
      const urgent = await accept(ground, { route: "a", priority: "urgent" });
      const routes = { urgent: open, others: none };
      const claim = await claimBy(ground, "m1", { routes });
      assert.equal(claim?.messageId, urgent.id);
      assert.equal(await claimBy(ground, "m1", { routes }), undefined);
    },
  },
  {
    name:
      "the rest of a half-sent message goes on where it began, whatever is open there by now",
    async holds(ground) {
      const mail = await accept(ground, { route: "a", segmentCount: 2 });
      const claim = await claimBy(ground, "m1", { open: ["a"] });
      assert.ok(claim);
      await ground.send(claim, 1, start);
      const resumeUntil = start + 100;
      await ground.store.settle(claim, { ...busy, resumeUntil }, start);
      assert.equal(await claimBy(ground, "m2", { open: ["a"] }), undefined);
      const after = { open: ["b"], now: resumeUntil };
      assert.equal(await claimBy(ground, "m3", after), undefined);
      const again = await claimBy(ground, "m1", {});
      assert.equal(again?.messageId, mail.id);
      assert.deepEqual(again?.acknowledged, [1]);
      assert.equal(again?.reference, claim.reference);
    },
  },
  {
    name: "each class of priority gets its turn",
    async holds(ground) {
      for (let i = 0; i < 30; i++) {
        await accept(ground, { priority: "urgent" });
        if (i < 8) await accept(ground, { priority: "bulk" });
        if (i < 8) await accept(ground, {});
      }
      const got: string[] = [];
      for (let turn = 0; turn < 20; turn++) {
        const claim = await claimBy(ground, "m1", { turn });
        const record = ground.show({ id: claim!.messageId }).deliveries[0];
        got.push((record?.wishes?.priority ?? "normal").charAt(0));
      }
      assert.equal(got.join(""), "uuuunuuuubuuuunuuuub");
    },
  },
  {
    name: "a claim is what a list sorted by hand would give",
    holds: (ground) => sortedByHand(ground),
  },
  {
    name:
      "the first modem that serves a recipient is the one it keeps, also after a crash",
    async holds(ground) {
      for (let i = 0; i < 3; i++) await accept(ground, { route: "a@" });
      const other = await accept(ground, { route: "a@", recipient: bert });
      const first = await claimBy(ground, "m1", openTo("m1"));
      assert.equal(first?.recipient, anna);
      // The second modem leaves to the first what is its, and takes the next one's.
      const second = await claimBy(ground, "m2", openTo("m2"));
      assert.equal(second?.messageId, other.id);
      assert.equal(await claimBy(ground, "m2", openTo("m2")), undefined);
      await sent(ground, first);
      await ground.crash();
      assert.equal(await claimBy(ground, "m2", openTo("m2")), undefined);
      const rest = await claimBy(ground, "m1", openTo("m1"));
      assert.equal(rest?.recipient, anna);
      await accept(ground, { route: "a@" });
      assert.equal(await claimBy(ground, "m2", openTo("m2")), undefined);
    },
  },
  {
    name:
      "a modem that is not there any more loses its recipients to who takes over",
    async holds(ground) {
      await accept(ground, { route: "a@" });
      await accept(ground, { route: "a@" });
      await sent(ground, await claimBy(ground, "m1", openTo("m1")));
      const lost = { open: ["a@", "a@m2", "a@m1"], kept: [] };
      assert.equal((await claimBy(ground, "m2", lost))?.attempt, 1);
      await accept(ground, { route: "a@" });
      assert.equal(await claimBy(ground, "m1", openTo("m1")), undefined);
      assert.ok(await claimBy(ground, "m2", openTo("m2")));
    },
  },
  {
    name:
      "a modem that could not send at all binds nobody; one that has sent does",
    async holds(ground) {
      const [mail, next] = [
        await accept(ground, { route: "a@" }),
        await accept(ground, { route: "a@", acceptedAt: start + 1 }),
      ];
      const vain = await claimBy(ground, "m1", openTo("m1"));
      await ground.store.settle(vain!, busy, start);
      assert.equal(ground.first(mail).route, "a@");
      await sent(ground, await claimBy(ground, "m2", openTo("m2")));
      const now = start + 1;
      const later = await claimBy(ground, "m2", { ...openTo("m2"), now });
      await ground.store.settle(later!, busy, now);
      assert.equal(ground.first(next).route, "a@m2");
      const m1 = { ...openTo("m1"), now };
      assert.equal(await claimBy(ground, "m1", m1), undefined);
    },
  },
  {
    name:
      "deliveries whose routes lead nowhere get others, in whatever state they wait",
    async holds(ground) {
      const mails = [];
      for (let i = 0; i < 5; i++) {
        mails.push(await accept(ground, { route: i < 4 ? "old" : "new" }));
      }
      const open = { open: ["old"] };
      const [doubtful, half] = [
        await claimBy(ground, "m1", open),
        await claimBy(ground, "m1", open),
      ];
      await ground.store.settle(
        doubtful!,
        { to: "uncertain", reason: "silent", resolveAt: start },
        start,
      );
      const resumeUntil = start + 100;
      await ground.store.settle(half!, { ...busy, resumeUntil }, start);
      assert.deepEqual(ground.store.routes(), ["old", "new"]);
      const asked: string[] = [];
      const rerouting = {
        names: ["old"],
        limit: 3,
        routeOf: ({ reversePath }: { readonly reversePath: string }) => {
          asked.push(reversePath);
          return asked.length === 1 ? undefined : "new";
        },
      };
      assert.equal(await ground.store.reroute(rerouting), 3);
      assert.equal(await ground.store.reroute(rerouting), 1);
      assert.equal(await ground.store.reroute(rerouting), 0);
      assert.deepEqual(new Set(asked), new Set(["plc@plant.example"]));
      const routes = mails.map((it) => ground.first(it).route);
      assert.equal(routes.filter((it) => it === undefined).length, 1);
      assert.equal(routes.filter((it) => it === "new").length, 4);
    },
  },
  {
    name: "what is merged goes where its parts would have gone",
    async holds(ground) {
      const mail = await accept(ground, { route: "austria" });
      const merged = { ...mail, id: newMessageId(systemClock) };
      const { routes: _, ...submission } = merged;
      const ids = [ground.first(mail).deliveryId];
      await ground.store.merge({ ids, submission, at: start });
      assert.equal(ground.first(submission).route, "austria");
    },
  },
];

function openTo(modem: "m1" | "m2") {
  const other = modem === "m1" ? "m2" : "m1";
  return { open: ["a@", `a@${modem}`], kept: [`a@${other}`] };
}

const wanted = fc.record({
  priority: fc.constantFrom(...priorities),
  route: fc.constantFrom(undefined, "a", "b"),
  dueIn: fc.integer({ min: 0, max: 5 }),
  lives: fc.integer({ min: 1, max: 9 }),
});

/** Everything waits in one queue, on one ground: what a round leaves is expired before the next. */
async function sortedByHand(ground: Ground): Promise<void> {
  let begin = start;
  const round = fc.record({
    waiting: fc.array(wanted, { maxLength: 12 }),
    claims: fc.array(
      fc.record({
        turn: fc.nat(9),
        open: fc.subarray(["a", "b"]),
        routed: fc.boolean(),
        passed: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 14 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(round, async ({ waiting, claims }) => {
      begin += 1_000;
      let now = begin;
      const left: (typeof waiting[0] & { readonly id: string })[] = [];
      for (const it of waiting) {
        const acceptedAt = begin + it.dueIn;
        const expiresAt = acceptedAt + it.lives;
        const { id } = await accept(ground, { ...it, acceptedAt, expiresAt });
        left.push({ ...it, id });
      }
      for (const { turn, open, routed, passed } of claims) {
        now += passed;
        const taken = routed
          ? await claimBy(ground, "m1", { open, turn, now })
          : await ground.store.claim({
            ...{ modem: "m1", now, leaseUntil: now + 1, turn },
          });
        const mine = left.filter((it) =>
          begin + it.dueIn <= now && begin + it.dueIn + it.lives > now &&
          (it.route === undefined || routed && open.includes(it.route))
        );
        const expected = classesAt(turn).flatMap((each) =>
          mine.filter((it) =>
            priorities.indexOf(it.priority) === each
          )
            .toSorted((a, b) =>
              a.dueIn - b.dueIn || a.dueIn + a.lives - b.dueIn - b.lives
            )
        )[0];
        assert.equal(taken?.messageId, expected?.id);
        if (expected !== undefined) left.splice(left.indexOf(expected), 1);
      }
      const limit = 1_000;
      const later = { now: now + 100, onUncertain: "resend" as const, limit };
      await ground.store.recover({ now, resolveAt: now });
      await ground.store.sweep(later);
    }),
    { numRuns: 60 },
  );
}
