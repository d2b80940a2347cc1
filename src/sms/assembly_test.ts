import assert from "node:assert/strict";
import { joinSegments, textOf } from "./assembly.ts";
import { type UserData, userDataOf } from "./user_data.ts";
import { concatenationElement } from "./user_data_header.ts";

function part(
  sequence: number,
  units: readonly number[],
  alphabet: UserData["alphabet"],
): UserData {
  const elements = [
    concatenationElement({
      reference: 1,
      referenceBits: 8,
      total: 3,
      sequence,
    }),
  ];
  return {
    alphabet,
    elements,
    units: Uint16Array.from(units),
    truncated: false,
  };
}

Deno.test("joinSegments() heals an escape pair that another sender split", () => {
  const segments = [
    part(1, [0x61, 0x1b], "gsm7"),
    part(2, [0x65, 0x62], "gsm7"),
  ];
  assert.equal(joinSegments(segments), "a€b");
  assert.equal(textOf(segments[0]!), "a ");
});

Deno.test("joinSegments() heals a surrogate pair that another sender split", () => {
  const segments = [part(1, [0xd83d], "ucs2"), part(2, [0xde01], "ucs2")];
  assert.equal(joinSegments(segments), "😁");
  assert.equal(textOf(segments[0]!), "\ufffd");
});

Deno.test("joinSegments() orders segments by their sequence numbers", () => {
  const segments = [
    part(3, [0x63], "gsm7"),
    part(1, [0x61], "gsm7"),
    part(2, [0x62], "gsm7"),
  ];
  assert.equal(joinSegments(segments), "abc");
});

Deno.test("joinSegments() joins segments in different alphabets", () => {
  const segments = [
    part(1, [0x61, 0x1b], "gsm7"),
    part(2, [0x44f], "ucs2"),
    part(3, [0x65], "gsm7"),
  ];
  assert.equal(joinSegments(segments), "a яe");
});

Deno.test("joinSegments() shows nothing of data that is no text", () => {
  assert.equal(joinSegments([part(1, [1, 2, 3], "data")]), "");
  assert.equal(joinSegments([]), "");
});

Deno.test("textOf() shows nothing of words for an application, such as a WAP push", () => {
  const elements = [{ identifier: 0x05, data: [0x0b, 0x84, 0x23, 0xf0] }];
  const toPort = userDataOf("//SCKL", { elements });
  assert.equal(textOf(toPort), "");
  const narrow = [{ identifier: 0x04, data: [0xf0, 0xf1] }];
  assert.equal(textOf(userDataOf("я", { elements: narrow })), "");
  assert.equal(joinSegments([toPort, userDataOf("b")]), "b");
});

Deno.test("joinSegments() heals an escape pair split between segments in national tables", () => {
  const elements = [{ identifier: 0x24, data: [1] }];
  const [first, second] = [part(1, [0x1b], "gsm7"), part(2, [0x73], "gsm7")];
  const turkish = [first, second].map((it) => ({
    ...it,
    elements: [...it.elements, ...elements],
  }));
  assert.equal(joinSegments(turkish), "ş");
});

Deno.test("joinSegments() heeds each segment's national shift", () => {
  const turkish = userDataOf("aş", {
    alphabet: "gsm7",
    elements: [{ identifier: 0x24, data: [1] }],
  });
  assert.equal(joinSegments([turkish, userDataOf("b")]), "aşb");
});
