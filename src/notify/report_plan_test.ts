import assert from "node:assert/strict";
import fc from "fast-check";
import { type DeliveryId, deliveryStates } from "../model/mod.ts";
import { type Knowledge, planReports } from "./report_plan.ts";
import {
  actionAt,
  isWanted,
  mayBeTold,
  type Reportable,
} from "./report_rules.ts";

function reportable(id: number, changes: Partial<Reportable> = {}): Reportable {
  return {
    deliveryId: id as DeliveryId,
    recipient: `+4917012345${id}`,
    state: "failed",
    reason: "odd",
    attempts: 1,
    updatedAt: 9,
    expiresAt: 99,
    sendAt: undefined,
    lastAttemptAt: 8,
    sentAt: undefined,
    trying: false,
    mail: mailOf("m1"),
    ...changes,
  };
}

function mailOf(id: string, changes: Partial<Reportable["mail"]> = {}) {
  return {
    id,
    acceptedAt: 0,
    reversePath: "plc@plant.example",
    subject: "",
    text: "",
    messageId: "",
    automatic: false,
    selfMade: false,
    ...changes,
  };
}

function known(
  all: readonly Reportable[],
  merged: Readonly<Record<number, readonly number[]>> = {},
  times: readonly number[] = [],
): Knowledge {
  return {
    delivery: (id) => all.find((it) => it.deliveryId === id),
    mergedInto: (id) => (merged[id] ?? []) as readonly DeliveryId[],
    reportTimes: () => times,
  };
}

const news = (id: number, to: Reportable["state"] = "failed") => ({
  name: String(id),
  deliveryId: id as DeliveryId,
  to,
});
const rules = { policy: "failure", rates: [], now: 1_000 } as const;

Deno.test("recipients of one mail share a report, those of another have their own", () => {
  const all = [
    reportable(1),
    reportable(2),
    reportable(3, { mail: mailOf("m2") }),
  ];
  const { reports } = planReports(
    [news(1), news(2), news(3)],
    known(all),
    rules,
  );
  assert.deepEqual(
    reports.map((it) => [it.name, it.recipients.map(({ number }) => number)]),
    [["m1.1", ["+49170123451", "+49170123452"]], ["m2.3", ["+49170123453"]]],
  );
});

Deno.test("who is merged is told of what served it, also at second hand, and nobody of the mail that cellpost made", () => {
  const all = [
    reportable(1, { mail: mailOf("made", { selfMade: true }), reason: "odd" }),
    reportable(2, { state: "merged", reason: "Merged", mail: mailOf("m2") }),
    reportable(3, {
      state: "merged",
      mail: mailOf("made2", { selfMade: true }),
    }),
    reportable(4, { state: "merged", mail: mailOf("m4") }),
  ];
  const merged = { 1: [2, 3], 3: [4, 1] };
  const { reports } = planReports([news(1)], known(all, merged), rules);
  assert.deepEqual(reports.map((it) => it.mail.id), ["m2", "m4"]);
  for (const { recipients: [one] } of reports) {
    assert.deepEqual([one?.merged, one?.reason], [true, "odd"]);
  }
});

Deno.test("what is one too many is withheld, also within one plan", () => {
  const all = [1, 2, 3].map((it) => reportable(it, { mail: mailOf(`m${it}`) }));
  const rates = [{ count: 3, per: "hour" }] as const;
  const plan = planReports(
    [news(1), news(2), news(3)],
    known(all, {}, [999]),
    { ...rules, rates },
  );
  assert.deepEqual(plan.reports.map((it) => it.last), [false, true]);
  assert.deepEqual(plan.withheld.map((it) => it.report.mail.id), ["m3"]);
});

Deno.test("news of what is known no more is nothing", () => {
  assert.deepEqual(planReports([news(7)], known([]), rules), {
    reports: [],
    withheld: [],
  });
});

Deno.test("what a sender said counts, and else what the operator chose", () => {
  const rows: readonly (readonly [Parameters<typeof isWanted>, boolean])[] = [
    [["failed", undefined, "failure"], true],
    [["delayed", undefined, "failure"], true],
    [["delivered", undefined, "failure"], false],
    [["delivered", undefined, "success"], true],
    [["failed", undefined, "asked"], false],
    [["failed", ["failure"], "asked"], true],
    [["delayed", ["failure"], "failure"], false],
    [["relayed", ["success"], "asked"], true],
    [["failed", ["success"], "success"], false],
    [["failed", [], "success"], false],
    [["failed", ["failure"], "off"], false],
  ];
  for (const [args, wanted] of rows) assert.equal(isWanted(...args), wanted);
});

Deno.test("a state without an end is told of nobody, and sent only while it stands", () => {
  const open = { state: "queued", trying: false } as const;
  for (const state of ["sending", "uncertain", "held", "merged"] as const) {
    assert.equal(actionAt(state, open), undefined);
  }
  assert.equal(actionAt("sent", { state: "failed", trying: false }), undefined);
  assert.equal(actionAt("queued", { state: "sent", trying: false }), undefined);
  assert.equal(
    actionAt("queued", { state: "sent", trying: true })?.ending,
    "trying",
  );
});

Deno.test("whatever the news, no report goes to the null sender, a program, a list, or nobody's address", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({
        reversePath: fc.constantFrom("", "root", "a@b.example", "<>"),
        automatic: fc.boolean(),
        selfMade: fc.boolean(),
        to: fc.constantFrom(...deliveryStates),
        notify: fc.constantFrom(
          undefined,
          [],
          ["success", "failure", "delay"] as const,
        ),
      }),
      { maxLength: 8 },
    ),
    fc.constantFrom(
      "off" as const,
      "asked" as const,
      "failure" as const,
      "success" as const,
    ),
    (rows, policy) => {
      const all = rows.map(({ to, notify, ...mail }, at) =>
        reportable(at, {
          state: to,
          mail: mailOf(`m${at}`, mail),
          ...(notify === undefined ? {} : { notification: { notify } }),
        })
      );
      const { reports } = planReports(
        rows.map(({ to }, at) => news(at, to)),
        known(all),
        { ...rules, policy },
      );
      for (const { mail, recipients } of reports) {
        const of = all.find((it) => it.mail.id === mail.id);
        assert.ok(of && mayBeTold(of) && recipients.length === 1);
        assert.notEqual(policy, "off");
        assert.notDeepEqual(of.notification?.notify, []);
      }
    },
  ));
});
