import assert from "node:assert/strict";
import { lineOfSmtp } from "./smtp_line.ts";
import type { DeliveryEvent } from "../delivery/mod.ts";
import {
  type DeliveryId,
  parseMessageId,
  parsePhoneNumber,
} from "../model/mod.ts";
import {
  type ApplianceEvent,
  levelOf,
  lineOfDelivery,
  lineOfModem,
} from "./fate_line.ts";
import { shown } from "./log_line.ts";

const id = parseMessageId("1H2J3K4M5N6P7Q8R");
const recipient = parsePhoneNumber("+4917012345678");
assert.ok(id !== undefined && recipient !== undefined);
const change = {
  deliveryId: 1 as DeliveryId,
  messageId: id,
  recipient,
  from: "sending",
  to: "sent",
  reason: "",
  possibleDuplicate: false,
} as const;

Deno.test("a fate of a simulated modem says so", () => {
  const event: DeliveryEvent = {
    kind: "changed",
    change,
    modem: "modem1",
    simulated: true,
  };
  const line = lineOfDelivery(event);
  assert.equal(
    line.text,
    "1H2J3K4M5N6P7Q8R to +4917012345678 sent by modem1 (simulated)",
  );
  assert.equal(line.properties["simulated"], true);
});

Deno.test("a failure is an error with its reason, a duplicate is marked", () => {
  const failed = { ...change, to: "failed", reason: "No such number" } as const;
  const line = lineOfDelivery({ kind: "changed", change: failed });
  assert.equal(line.level, "error");
  assert.match(line.text, /failed: No such number$/);
  const doubled = { ...change, possibleDuplicate: true };
  assert.match(
    lineOfDelivery({ kind: "changed", change: doubled }).text,
    /possible duplicate/,
  );
});

Deno.test("an accepted mail is told without its text", () => {
  const line = lineOfDelivery({
    kind: "accepted",
    deliveries: [1 as DeliveryId],
    attachments: ["plan.pdf"],
    cutFrom: 9,
    submission: {
      id: change.messageId,
      acceptedAt: 0,
      expiresAt: 1,
      source: "smtp",
      reversePath: "plc@plant\n",
      clientAddress: "127.0.0.1",
      subject: "Secret subject",
      message: {
        text: "Secret text",
        flash: false,
        statusReport: true,
        referenceBits: 8,
      },
      segmentCount: 6,
      recipients: [change.recipient],
    },
  });
  assert.equal(
    line.text,
    "1H2J3K4M5N6P7Q8R accepted from <plc@plant\\n> at 127.0.0.1 for +4917012345678, 6 segments (cut from 9), without plan.pdf",
  );
  assert.ok(!JSON.stringify(line).includes("Secret"));
});

Deno.test("an event is as loud as its line", () => {
  const client = { address: "10.0.0.7", helo: "" };
  const events: ApplianceEvent[] = [
    { room: "delivery", event: { kind: "changed", change } },
    { room: "delivery", event: { kind: "trouble", text: "Disk full" } },
    { room: "smtp", event: { kind: "refused", client, code: 550, text: "" } },
    { room: "smtp", event: { kind: "disconnected", client, phase: "data" } },
    { room: "smtp", event: { kind: "disconnected", client, phase: "closed" } },
    { room: "smtp", event: { kind: "disconnected", client, phase: "chunks" } },
    { room: "smtp", event: { kind: "lfEnding", address: "10.0.0.7" } },
    {
      room: "smtp",
      event: { kind: "tlsFailed", address: "10.0.0.7", reason: "too old" },
    },
    {
      room: "smtp",
      event: {
        kind: "badProxyHeader",
        address: "10.0.0.7",
        reason: "it sent no PROXY header",
      },
    },
  ];
  for (const it of events) {
    const line = it.room === "delivery"
      ? lineOfDelivery(it.event)
      : it.room === "smtp"
      ? lineOfSmtp(it.event)
      : undefined;
    assert.equal(levelOf(it), line?.level);
  }
});

Deno.test("a modem in trouble warns, one that works does not", () => {
  const status = {
    name: "modem1",
    port: "/dev/ttyUSB0",
    simulated: false,
    state: "unplugged",
    detail: "Port is gone: plug it in again",
    identity: undefined,
    network: undefined,
    since: 0,
    sent: 0,
    errors: 0,
  } as const;
  const line = lineOfModem({ kind: "state", status });
  assert.equal(line?.level, "warning");
  assert.equal(line?.text, "modem1 unplugged: Port is gone: plug it in again");
  const usable = { ...status, state: "usable", detail: "" } as const;
  assert.equal(lineOfModem({ kind: "state", status: usable })?.level, "info");
});

Deno.test("what a client says cannot forge a line", () => {
  const line = lineOfSmtp({
    kind: "refused",
    client: { address: "10.0.0.7", helo: "" },
    code: 550,
    text: "No",
    path: "a\r\n2026-11-23 INF forged\x1b[2K\u202e",
  });
  for (const control of ["\r", "\n", "\x1b", "\u202e"]) {
    assert.ok(!line.text.includes(control), line.text);
  }
  assert.equal(shown("x".repeat(500)).length, 200);
});
