import assert from "node:assert/strict";
import { type RelayFailure, resultOfFailure } from "./relay_error.ts";

const rows: readonly (readonly [RelayFailure, string])[] = [
  [
    {
      message: "",
      command: "RCPT TO",
      responseCode: 550,
      response: "550 No",
    },
    "refused",
  ],
  [{
    message: "",
    command: "MAIL FROM",
    responseCode: 553,
    response: "553 No",
  }, "refused"],
  [
    { message: "", command: "DATA", responseCode: 554, response: "554 Spam" },
    "refused",
  ],
  [{
    message: "",
    command: "RCPT TO",
    responseCode: 450,
    response: "450 Grey",
  }, "later"],
  [
    { message: "", command: "DATA", responseCode: 452, response: "452 Full" },
    "later",
  ],
  [{
    message: "",
    command: "RCPT TO",
    responseCode: 421,
    response: "421 Bye",
  }, "unreachable"],
  [{
    message: "",
    command: "MAIL FROM",
    responseCode: 530,
    response: "530 Log in",
  }, "unreachable"],
  [{
    message: "",
    command: "AUTH PLAIN",
    code: "EAUTH",
    responseCode: 535,
    response: "535 Wrong",
  }, "unreachable"],
  [{ message: "No SMTPUTF8", command: "API", code: "EENVELOPE" }, "refused"],
  [
    {
      message: "Greeting never received",
      command: "CONN",
      code: "ETIMEDOUT",
    },
    "unreachable",
  ],
  [{
    message: "",
    command: "CONN",
    code: "EPROTOCOL",
    responseCode: 554,
    response: "554 Go away",
  }, "unreachable"],
  [{ message: "connect ECONNREFUSED", code: "ESOCKET" }, "unreachable"],
  [{ message: "Connection closed", command: "DATA" }, "unreachable"],
];

Deno.test("a failure is the mail's, the moment's, or the relay's", () => {
  for (const [failure, kind] of rows) {
    assert.equal(
      resultOfFailure(failure, "r:25").kind,
      kind,
      Deno.inspect(failure),
    );
  }
});

Deno.test("the reason is one line: who said what to which command, and what to do about a login", () => {
  const reason = (failure: RelayFailure) =>
    resultOfFailure(failure, "relay.example:25").reason;
  assert.equal(
    reason({
      message: "x",
      command: "RCPT TO",
      responseCode: 550,
      response: "550-5.1.1 No\r\n550 such",
    }),
    "relay.example:25 said to RCPT TO: 550-5.1.1 No 550 such",
  );
  assert.equal(
    reason({
      message: "x",
      command: "AUTH PLAIN c2VjcmV0",
      code: "EAUTH",
      responseCode: 535,
      response: "535 Wrong",
    }),
    "relay.example:25 said to the login: 535 Wrong: check [mail] user and password",
  );
  assert.equal(
    reason({
      message: "connect ECONNREFUSED",
      code: "ESOCKET",
      command: "CONN",
    }),
    "relay.example:25 cannot be reached (connect ECONNREFUSED)",
  );
  assert.ok(reason({ message: "x".repeat(999) }).length < 400);
});
