import assert from "node:assert/strict";
import fc from "fast-check";
import { readListing, readOne, readUsage } from "./stored_sms.ts";

const pdu =
  "07911326040000F0040B911346610089F60000208062917314480CC8F71D14969741F977FD07";

Deno.test("readListing() reads every form of +CMGL", () => {
  const forms: readonly (readonly [string, number, boolean])[] = [
    ["+CMGL: 1,0,,26", 1, false],
    ["+CMGL: 17,3,35", 17, true],
    ["+CMGL: 4,2,,35", 4, true],
    ["+CMGL: 0,1,,26", 0, false],
    ['+CMGL:7,1,"",153', 7, false],
    ["+CMGL: 3,,,27", 3, false],
  ];
  for (const [header, index, outgoing] of forms) {
    assert.deepEqual(readListing([header, pdu]), {
      messages: [{ index, outgoing, body: pdu }],
      textMode: false,
    }, header);
  }
});

Deno.test("readListing() reads several, one without its PDU, and what stands in a PDU's place", () => {
  const lines = [
    "+CMGL: 1,1,,26",
    pdu,
    "+CMGL: 2,1,,26",
    "+CMGL: 3,1,,26",
    "no PDU",
    "at all",
    "+CMGL: 4,1,,26",
    pdu,
    "00",
  ];
  assert.deepEqual(
    readListing(lines).messages.map(({ index, body }) => [index, body]),
    [[1, pdu], [2, ""], [3, "no PDU\nat all"], [4, pdu]],
  );
});

Deno.test("readListing() notices text mode", () => {
  const lines = [
    '+CMGL: 1,"REC UNREAD","+4915112345678",,"26/11/23,08:00:00+04"',
    "Hello",
  ];
  assert.equal(readListing(lines).textMode, true);
  assert.equal(readListing([]).textMode, false);
});

Deno.test("readOne() reads every form of +CMGR", () => {
  const headers = ["+CMGR: 1,,153", '+CMGR: 0,"",50', "+CMGR: ,,27"];
  for (const header of headers) {
    assert.deepEqual(readOne([header, pdu], 8), {
      messages: [{ index: 8, outgoing: false, body: pdu }],
      textMode: false,
    }, header);
  }
  assert.equal(readOne(["+CMGR: 3,,20", pdu], 8).messages[0]?.outgoing, true);
  assert.equal(readOne(['+CMGR: "REC READ","+49",,""', "x"], 8).textMode, true);
  assert.deepEqual(readOne(["+CMGR: 0,,0"], 8).messages[0]?.body, "");
});

Deno.test("reading never throws", () => {
  fc.assert(fc.property(fc.array(fc.string()), (lines) => {
    readListing(lines);
    readOne(lines, 1);
    readUsage(lines.join());
  }));
});

Deno.test("readUsage() reads figures with and without the memory's name", () => {
  const forms: readonly (readonly [string, string])[] = [
    ['"SM",3,20,"SM",3,20', "3/20"],
    ["3,20,3,20,3,20", "3/20"],
    [' "ME" , 0 , 255', "0/255"],
    ["SM,1,10", "1/10"],
    ["", "none"],
    ["SM", "none"],
  ];
  for (const [text, expected] of forms) {
    const usage = readUsage(text);
    const shown = usage ? `${usage.used}/${usage.total}` : "none";
    assert.equal(shown, expected, text);
  }
  assert.equal(readUsage(undefined), undefined);
});
