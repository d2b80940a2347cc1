import fc from "fast-check";
import assert from "node:assert/strict";
import {
  decodeXtext,
  parseMailParameters,
  parseRcptParameters,
} from "./parameters.ts";

function mail(words: string) {
  return parseMailParameters(words.split(" "));
}

function rcpt(words: string) {
  return parseRcptParameters(words.split(" "));
}

/** The status of the refusal, such as "501 5.5.4". */
function refusalOf(read: object): string | undefined {
  return "flaw" in read ? String(read.flaw).slice(0, 9) : undefined;
}

Deno.test("parseMailParameters reads what the extensions add to MAIL", () => {
  const given = true;
  assert.deepEqual(mail("size=100 Body=8bitmime SMTPUTF8 AUTH=<>"), {
    size: 100,
    smtputf8: true,
    given,
  });
  assert.deepEqual(mail("RET=hdrs ENVID=QQ314159"), {
    size: 0,
    smtputf8: false,
    given,
    notification: { returned: "headers", envelopeId: "QQ314159" },
  });
  assert.deepEqual(parseMailParameters([]), {
    size: 0,
    smtputf8: false,
    given: false,
  });
});

Deno.test("parseMailParameters refuses what it cannot read, and what it does not know", () => {
  const vectors: [words: string, status: string][] = [
    ["SIZE", "501 5.5.4"],
    ["SIZE=-1", "501 5.5.4"],
    ["RET", "501 5.5.4"],
    ["RET=ALL", "501 5.5.4"],
    ["ENVID", "501 5.5.4"],
    ["ENVID=", "501 5.5.4"],
    [`ENVID=${"x".repeat(101)}`, "501 5.5.4"],
    ["ENVID=ab+0D+0A", "501 5.5.4"],
    ["ENVID=a+C3+A5", "501 5.5.4"],
    ["NOTIFY=NEVER", "555 5.5.4"],
    ["BODY=BINARYMIME", "555 5.5.4"],
    ["AUTH", "555 5.5.4"],
    ["X", "555 5.5.4"],
    ["=", "555 5.5.4"],
  ];
  for (const [words, status] of vectors) {
    assert.equal(refusalOf(mail(words)), status, words);
  }
});

Deno.test("parseRcptParameters reads NOTIFY and ORCPT", () => {
  assert.deepEqual(parseRcptParameters([]), {});
  assert.deepEqual(rcpt("NOTIFY=NEVER"), { notification: { notify: [] } });
  assert.deepEqual(rcpt("notify=success,Failure,SUCCESS"), {
    notification: { notify: ["success", "failure"] },
  });
  assert.deepEqual(rcpt("NOTIFY=DELAY ORCPT=rfc822;Bob+2B1@x.y"), {
    notification: {
      notify: ["delay"],
      originalRecipient: "rfc822;Bob+1@x.y",
    },
  });
});

Deno.test("parseRcptParameters refuses what it cannot read, and what it does not know", () => {
  const vectors: [words: string, status: string][] = [
    ["NOTIFY", "501 5.5.4"],
    ["NOTIFY=", "501 5.5.4"],
    ["NOTIFY=NEVER,SUCCESS", "501 5.5.4"],
    ["NOTIFY=SUCCESS,", "501 5.5.4"],
    ["NOTIFY=constructor", "501 5.5.4"],
    ["ORCPT=bob@x", "501 5.5.4"],
    ["ORCPT=rfc822;", "501 5.5.4"],
    ["ORCPT=;bob", "501 5.5.4"],
    ["ORCPT=rfc822;a+00b", "501 5.5.4"],
    ["ORCPT=rfc822;a+0D+0ABcc:x", "501 5.5.4"],
    ["ORCPT=rfc822;å", "501 5.5.4"],
    [`ORCPT=rfc822;${"x".repeat(500)}`, "501 5.5.4"],
    ["SIZE=1", "555 5.5.4"],
  ];
  for (const [words, status] of vectors) {
    assert.equal(refusalOf(rcpt(words)), status, words);
  }
});

Deno.test("decodeXtext gives back any printable text, and never a control character", () => {
  const encode = (text: string) =>
    text.replaceAll(
      /[^!-*,-<>-~]/g,
      (char) =>
        `+${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
  const printableText = fc.string({ unit: "grapheme-ascii" });
  fc.assert(fc.property(printableText, (text) => {
    assert.equal(decodeXtext(encode(text)), text);
  }));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.match(decodeXtext(text) ?? "", /^[ -~]*$/);
  }));
  for (const wrong of ["+", "+2", "+2b", "a=b", "a b"]) {
    assert.equal(decodeXtext(wrong), undefined);
  }
});
