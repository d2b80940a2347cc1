import assert from "node:assert/strict";
import {
  acceptsBare,
  type AtCommand,
  expects,
  showCommand,
} from "./command.ts";

const creg: AtCommand = {
  text: "AT+CREG?",
  timeoutMs: 1,
  expect: ["+CREG:"],
};

Deno.test("expects() tells the answer to AT+CREG? from the URC of the same name", () => {
  const answers = [
    "+CREG: 0,1",
    "+CREG:002,001",
    '+CREG: 2,1,"CE00","01CEAD8F"',
    "+CREG: 2,1,  0 5, 2715",
  ];
  for (const line of answers) assert.ok(expects(creg, line), line);
  const others = ["+CREG: 3", '+CREG: 1,"CE00","01CE"', "+CGREG: 0,1"];
  for (const line of others) assert.ok(!expects(creg, line), line);
});

Deno.test("expects() goes by the prefix for other commands", () => {
  const cpms: AtCommand = {
    text: 'AT+CPMS="ME"',
    timeoutMs: 1,
    expect: ["+CPMS:"],
  };
  assert.ok(expects(cpms, "+CPMS: 1,2,3"));
  assert.ok(!expects(cpms, "+CPMSX: 1"));
  assert.ok(!expects({ text: "AT", timeoutMs: 1 }, "+CPMS: 1"));
});

Deno.test("acceptsBare() takes words and PDUs but nothing that has a prefix", () => {
  const bare: AtCommand = { text: "AT+CGMI", timeoutMs: 1, bare: true };
  for (const line of ["Quectel", "490154203237518", "07911326040000F0"]) {
    assert.ok(acceptsBare(bare, line), line);
    assert.ok(!acceptsBare(creg, line), line);
  }
  for (const line of ["^RSSI: 21", "+ZUSIMR:2", "#STN: 1", "*PSUTTZ: 2"]) {
    assert.ok(!acceptsBare(bare, line), line);
  }
});

Deno.test("showCommand() never shows what a command wants hidden", () => {
  const pin = { text: 'AT+CPIN="1234"', timeoutMs: 1, shown: "AT+CPIN=***" };
  assert.equal(showCommand(pin), "AT+CPIN=***");
  assert.equal(showCommand(creg), "AT+CREG?");
});
