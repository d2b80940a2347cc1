import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";
import {
  type Asked,
  routeOf,
  type RouterOptions,
  type RouteRule,
} from "./router.ts";

const number = (text: string): PhoneNumber => parsePhoneNumber(text)!;
const austrian = number("+436641234567");
const german = number("+491701234567");

const plain: RouteRule = {
  prefixes: [],
  countries: [],
  senders: [],
  users: [],
  groups: [],
  priorities: [],
  to: "p",
};

const asked: Asked = {
  number: austrian,
  sender: "plc@plant.example",
  user: undefined,
  group: undefined,
  priority: "normal",
};

function routerOf(rules: readonly Partial<RouteRule>[]): RouterOptions {
  return {
    rules: rules.map((it) => ({ ...plain, ...it })),
    countryOf: (it) => it === austrian ? "AT" : undefined,
    standsFor: (entry, sender) => entry === "*" || sender.endsWith(entry),
  };
}

function ask(changes: Partial<Asked>, ...rules: Partial<RouteRule>[]): string {
  const routing = routeOf({ ...asked, ...changes }, routerOf(rules));
  return routing.kind === "routed"
    ? routing.route ?? "anywhere"
    : routing.refusal.enhanced;
}

Deno.test("routeOf() sends everything anywhere where there are no rules", () => {
  assert.equal(ask({}), "anywhere");
});

Deno.test("routeOf() heeds each condition", () => {
  const rows:
    readonly (readonly [Partial<RouteRule>, Partial<Asked>, Partial<Asked>])[] =
      [
        [{ prefixes: ["+1", "+43"] }, {}, { number: german }],
        [{ countries: ["DE", "AT"] }, {}, { number: german }],
        [{ senders: ["plant.example"] }, {}, { sender: "a@b.c" }],
        [{ senders: ["*"] }, { sender: "" }, { sender: undefined }],
        [{ users: ["Zabbix"] }, { user: "zabbix" }, {}],
        [{ users: ["*"] }, { user: "anybody" }, {}],
        [{ groups: ["oncall"] }, { group: "oncall" }, {}],
        [{ priorities: ["bulk", "urgent"] }, { priority: "bulk" }, {}],
      ];
  for (const [rule, match, other] of rows) {
    assert.equal(ask(match, rule), "p", Deno.inspect(rule));
    assert.equal(ask(other, rule), "5.4.4", Deno.inspect(rule));
    assert.equal(ask(other, rule, { to: "*" }), "anywhere");
  }
});

Deno.test("routeOf() wants all conditions of a rule, and counts the first that matches", () => {
  const both = { prefixes: ["+43"], priorities: ["urgent" as const] };
  const rules = [{ ...both, to: "fast" }, { to: undefined, prefixes: ["+43"] }];
  assert.equal(ask({ priority: "urgent" }, ...rules, {}), "fast");
  assert.equal(ask({}, ...rules, {}), "5.7.1");
  assert.equal(ask({ number: german }, ...rules, {}), "p");
});

Deno.test("routeOf() tells which number it refuses, and what to do", () => {
  const refusals = [{ prefixes: ["+49"] }, { prefixes: ["+49"] }, {
    to: undefined,
  }]
    .map((_, at, all) => routeOf(asked, routerOf(all.slice(0, at + 1))))
    .flatMap((it) => it.kind === "refused" ? [it.refusal.text] : []);
  const none =
    `No route to ${austrian}: no [[route]] is for it; add one, or a last one that has only pool = "*"`;
  assert.deepEqual(refusals, [
    none,
    none,
    `No route to ${austrian}: [[route]] #3 refuses it`,
  ]);
});

const rule = fc.record({
  prefixes: fc.subarray(["+43", "+49", "+"]),
  groups: fc.subarray(["a", "b"]),
  priorities: fc.subarray(["urgent", "normal", "bulk"] as const),
  users: fc.subarray(["u", "*"]),
  to: fc.constantFrom("p", "q", "*", undefined),
});
const question = fc.record({
  number: fc.constantFrom(austrian, german),
  group: fc.constantFrom(undefined, "a", "b"),
  user: fc.constantFrom(undefined, "u", "v"),
  priority: fc.constantFrom("urgent", "normal", "bulk"),
});

Deno.test("routeOf() takes no notice of what stands behind the rule that counts, and a catch-all refuses nobody", () => {
  fc.assert(fc.property(
    fc.array(rule, { maxLength: 5 }),
    fc.array(rule, { maxLength: 3 }),
    question,
    (rules, more, it) => {
      const before = ask(it, ...rules);
      const after = ask(it, ...rules, ...more);
      if (rules.length > 0 && before !== "5.4.4") assert.equal(after, before);
      assert.notEqual(ask(it, ...rules, { to: "*" }), "5.4.4");
    },
  ));
});
