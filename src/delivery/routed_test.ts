import assert from "node:assert/strict";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";
import { withPriority, withRoutes } from "./routed.ts";
import type { RouteRule } from "./router.ts";

const anna: PhoneNumber = parsePhoneNumber("+436641234567")!;
const bert: PhoneNumber = parsePhoneNumber("+491701234567")!;

const mail = {
  source: "smtp" as const,
  reversePath: "plc@plant.example",
  recipients: [anna, bert],
};

const rule: RouteRule = {
  prefixes: [],
  countries: [],
  senders: [],
  users: [],
  groups: [],
  priorities: [],
  to: "p",
};

const router = (...rules: Partial<RouteRule>[]) => ({
  rules: rules.map((it) => ({ ...rule, ...it })),
  countryOf: () => undefined,
  standsFor: (entry: string, sender: string) =>
    entry === "*" || entry === sender,
});

Deno.test("withPriority() leaves what a recipient wished, and does nothing for the normal", () => {
  const wishes = new Map([[anna, {
    priority: "urgent" as const,
    flash: true,
  }]]);
  const bulk = withPriority({ ...mail, wishes }, "bulk");
  assert.deepEqual(bulk.wishes?.get(anna), { priority: "urgent", flash: true });
  assert.deepEqual(bulk.wishes?.get(bert), { priority: "bulk" });
  assert.equal(withPriority(mail, "normal"), mail);
  assert.equal(withPriority(mail, undefined), mail);
});

Deno.test("withRoutes() gives each recipient its own, and none to those who may go anywhere", () => {
  const routed = withRoutes(mail, router({ prefixes: ["+43"] }, { to: "*" }));
  assert.ok(routed.kind === "routed");
  assert.deepEqual(routed.submission.routes, new Map([[anna, "p"]]));
  const same = withRoutes(mail, undefined);
  assert.ok(same.kind === "routed" && same.submission === mail);
});

Deno.test("withRoutes() refuses a mail with a recipient that has none", () => {
  const routed = withRoutes(mail, router({ prefixes: ["+43"] }));
  assert.ok(routed.kind === "refused");
  assert.match(routed.refusal.text, /^No route to \+491701234567: /);
});

Deno.test("withRoutes() keeps to what was told at RCPT where a header would leave a recipient without a route", () => {
  const rules = router({ priorities: ["normal"] }, {
    prefixes: ["+43"],
    to: "q",
  });
  const urgent = withPriority(mail, "urgent");
  assert.equal(withRoutes(urgent, rules).kind, "refused");
  const known = withRoutes(urgent, rules, mail);
  assert.ok(known.kind === "routed");
  const { routes } = known.submission;
  assert.deepEqual([routes?.get(anna), routes?.get(bert)], ["q", "p"]);
});

Deno.test("withRoutes() knows no sender of what a command sends", () => {
  const rules = router({ senders: ["*"] }, { to: "other" });
  const command = { ...mail, source: "command" as const };
  const routed = withRoutes(command, rules);
  assert.equal(
    routed.kind === "routed" && routed.submission.routes?.get(anna),
    "other",
  );
});
