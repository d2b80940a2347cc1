import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findTimeZone,
  parsePhoneNumber,
  type PhoneNumber,
  type Wishes,
} from "../model/mod.ts";
import {
  createDomainDefaults,
  mergeWishes,
  recipientsOf,
  timeText,
  wishesOf,
  wishesText,
} from "./wishes.ts";

const wishes: fc.Arbitrary<Wishes> = fc.record({
  flash: fc.boolean(),
  priority: fc.constantFrom("urgent", "normal", "bulk"),
  sendAt: fc.option(fc.nat(3), { nil: undefined }),
}).map(wishesOf);

Deno.test("mergeWishes() asks neither in which order nor how often", () => {
  fc.assert(fc.property(wishes, wishes, wishes, (a, b, c) => {
    assert.deepEqual(mergeWishes(a, b), mergeWishes(b, a));
    assert.deepEqual(mergeWishes(a, a), a);
    assert.deepEqual(
      mergeWishes(mergeWishes(a, b), c),
      mergeWishes(a, mergeWishes(b, c)),
    );
  }));
});

Deno.test("mergeWishes() lets nobody wait who was also to be told at once", () => {
  assert.deepEqual(mergeWishes({ sendAt: 7 }, { priority: "urgent" }), {
    priority: "urgent",
  });
  assert.deepEqual(mergeWishes({ sendAt: 7 }, { sendAt: 5, flash: true }), {
    flash: true,
    sendAt: 5,
  });
});

Deno.test("recipientsOf() gives each number once, with its wishes, and no wishes twice", () => {
  const numbers = fc.dictionary(fc.stringMatching(/^\+46[0-9]{9}$/), wishes)
    .map((table) =>
      new Map(
        Object.entries(table).flatMap(
          ([text, it]): readonly (readonly [PhoneNumber, Wishes])[] => {
            const number = parsePhoneNumber(text);
            return number === undefined ? [] : [[number, it]];
          },
        ),
      )
    );
  fc.assert(fc.property(numbers, (numbers) => {
    const recipients = recipientsOf(numbers);
    const found = new Map<PhoneNumber, Wishes>();
    for (const recipient of recipients) {
      assert.ok(recipient.kind === "phones");
      for (const number of recipient.numbers) {
        assert.ok(!found.has(number));
        found.set(number, recipient.wishes ?? {});
      }
    }
    assert.deepEqual(
      [...found].toSorted(),
      [...numbers].toSorted(),
    );
    const kinds = recipients.map((it) =>
      JSON.stringify(it.kind === "phones" && it.wishes)
    );
    assert.equal(new Set(kinds).size, kinds.length);
  }));
});

Deno.test("createDomainDefaults() finds domains in any case", () => {
  const defaultsOf = createDomainDefaults({
    "Flash.SMS": { flash: true },
    "@urgent.sms.": { priority: "urgent", flash: false },
  });
  assert.deepEqual(defaultsOf("flash.sms"), { flash: true });
  assert.deepEqual(defaultsOf("FLASH.sms."), { flash: true });
  assert.deepEqual(defaultsOf("urgent.sms"), {
    priority: "urgent",
    flash: false,
  });
  for (const domain of ["sms", "x.flash.sms", "", "constructor"]) {
    assert.equal(defaultsOf(domain), undefined, domain);
  }
});

Deno.test("wishesText() tells times by the clocks of the zone", () => {
  const zone = findTimeZone("Europe/Stockholm");
  const sendAt = Date.UTC(2026, 11, 24, 7);
  assert.equal(wishesText({}, zone), "");
  assert.equal(wishesText({ flash: false }, zone), "");
  assert.equal(
    wishesText({ flash: true, priority: "urgent", sendAt }, zone),
    " (flash, urgent, at 2026-12-24 08:00)",
  );
  assert.equal(timeText(sendAt, undefined), "2026-12-24T07:00:00.000Z");
});
