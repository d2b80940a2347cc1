import assert from "node:assert/strict";
import {
  isTelling,
  isWanted,
  sameModem,
  showWanted,
  wantedOf,
} from "./port_name.ts";

const imei = "356938035643809";
const iccid = "8949020000123456789";

Deno.test("wantedOf() reads IMEIs and ICCIDs, and nothing else", () => {
  assert.deepEqual(wantedOf(`imei:${imei}`), { kind: "imei", digits: imei });
  assert.deepEqual(wantedOf(`iccid:${iccid}`), {
    kind: "iccid",
    digits: iccid,
  });
  for (const port of ["/dev/ttyUSB0", "sim:", "auto", "COM3", "tcp://imei:1"]) {
    assert.equal(wantedOf(port), undefined);
  }
});

Deno.test("isWanted() knows an IMEI with its check digit, its version, or neither", () => {
  const wanted = { kind: "imei", digits: imei } as const;
  for (const said of ["35693803564380", imei, "3569380356438002"]) {
    assert.equal(isWanted(wanted, { imei: said, iccid: "" }), true, said);
  }
  const other = { imei: "356938035643817", iccid };
  assert.equal(isWanted(wanted, other), false);
  assert.equal(isWanted(wanted, { imei: "", iccid }), undefined);
});

Deno.test("isWanted() knows an ICCID with or without what stands behind its 18 digits", () => {
  const said = (iccid: string) => ({ imei, iccid });
  const wanted = { kind: "iccid", digits: iccid } as const;
  for (const text of [iccid, `${iccid}0`, iccid.slice(0, 18)]) {
    assert.equal(isWanted(wanted, said(text)), true, text);
  }
  assert.equal(isWanted(wanted, said("8949020000123456780")), false);
  assert.equal(isWanted(wanted, said("")), undefined);
});

Deno.test("sameModem() does not fall for makes that give one IMEI to all", () => {
  const a = { imei, iccid };
  assert.equal(sameModem(a, { imei, iccid: "" }), true);
  assert.equal(sameModem(a, { imei, iccid: "8949020000999999999" }), false);
  assert.equal(sameModem(a, { imei: "356938035643817", iccid }), false);
  const zeros = { imei: "000000000000000", iccid };
  assert.equal(sameModem(zeros, zeros), false);
  assert.equal(isTelling(""), false);
});

Deno.test("showWanted() says it in words", () => {
  const words = showWanted({ kind: "iccid", digits: iccid });
  assert.equal(words, `the modem with SIM ${iccid}`);
});
