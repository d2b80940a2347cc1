import assert from "node:assert/strict";
import { Phones } from "../modem/mod.ts";
import { decodeDeliver } from "../sms/mod.ts";
import { receiveTyped } from "./typed_sms.ts";

Deno.test("each line that is typed is an SMS to the modem, however it is cut", async () => {
  const phones = new Phones({});
  const senders: string[] = [];
  const notes: string[] = [];
  phones.serviceCentre.attach("card", ({ hex }) => {
    const decoded = decodeDeliver(hex);
    assert.ok(decoded.kind === "ok");
    senders.push(decoded.tpdu.originator.text);
    return true;
  });
  const typed = new ReadableStream<Uint8Array>({
    start(controller) {
      const text =
        "+4917100 Stop\n\nACME  Your läuft\r\nnonsense\nmuch-too-long-name x\n+4917101 rest";
      for (const octet of new TextEncoder().encode(text)) {
        controller.enqueue(Uint8Array.of(octet));
      }
      controller.close();
    },
  });
  await receiveTyped({
    typed,
    phones,
    card: "card",
    signal: new AbortController().signal,
    screen: { note: (text) => notes.push(text) },
  });
  assert.deepEqual(senders, ["+4917100", "ACME"]);
  assert.match(notes.join(), /^Sender name "much-too-long-name" cannot/);
});
