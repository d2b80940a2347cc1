import assert from "node:assert/strict";
import fc from "fast-check";
import { checkPhoneBook } from "./phone_book_rules.ts";

const names = ["a", "b", "c", "d", "e"];

/** Which groups name which, as pairs. */
type Edges = readonly (readonly [string, string])[];

/** Whether some group reaches itself: follows every edge as often as there are names. */
function hasCircle(edges: Edges): boolean {
  return names.some((start) => {
    let reached = new Set(edges.filter(([from]) => from === start).map(to));
    for (const _ of names) {
      reached = new Set([
        ...reached,
        ...edges.filter(([from]) => reached.has(from)).map(to),
      ]);
    }
    return reached.has(start);
  });
}

function to([, name]: Edges[number]): string {
  return name;
}

Deno.test("checkPhoneBook() finds a circle of groups exactly when there is one, by schedules too", () => {
  const edge = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));
  const edges = fc.array(edge, { maxLength: 8 });
  fc.assert(fc.property(edges, edges, (inGroups, inSchedules) => {
    const groups = Object.fromEntries(names.map((name) => {
      const members = inGroups.filter(([from]) => from === name).map(to);
      return [name.toUpperCase(), ["+46701234567", ...members]];
    }));
    const schedule = inSchedules.map(([group, member]) => ({
      group,
      members: [member],
    }));
    const findings = checkPhoneBook({ groups, schedule });
    assert.equal(
      findings.some(({ text }) => text.includes("leads back to itself")),
      hasCircle([...inGroups, ...inSchedules]),
    );
    for (const { text } of findings) assert.match(text, /leads back/);
  }));
});

Deno.test("checkPhoneBook() takes a step back to a shared group for no circle", () => {
  assert.deepEqual(
    checkPhoneBook({
      contacts: { anna: "+46701234567" },
      groups: { all: ["a", "b", "anna"], a: ["c"], b: ["c", "a"], c: ["Anna"] },
    }),
    [],
  );
});

Deno.test("checkPhoneBook() looks past what is no phone book at all", () => {
  for (const broken of [undefined, 7, "x", [], [7], { a: 7 }, { a: [7, {}] }]) {
    const document = { contacts: broken, groups: broken, schedule: broken };
    assert.doesNotThrow(() => checkPhoneBook({ ...document, domains: broken }));
  }
  const schedule = [{}, { group: 7, members: ["a"] }, { group: "a" }];
  assert.deepEqual(checkPhoneBook({ schedule }), []);
});
