import assert from "node:assert/strict";
import { fleet } from "./support/pool_fleet.ts";

const german = "+491701234567";

Deno.test("a flood of urgent messages leaves the others their turns, and bulk goes last", async () => {
  const { modems, begin } = fleet(["a"], { latencyMs: 1_000 });
  await using cellpost = await begin({
    domains: { "bulk.sms": { priority: "bulk" } },
    sender: [{ address: "news.example", priority: "bulk" }],
  });
  await cellpost.queue({ to: german, text: "first" });
  const mails = [
    { to: `${german}@bulk.sms`, text: "bulk by domain" },
    { to: german, from: "a@news.example", text: "bulk by sender" },
    { to: `${german}+bulk@x`, text: "bulk by address" },
    ...Array.from({ length: 6 }, (_, i) => ({
      to: german,
      text: `normal ${i}`,
    })),
    ...Array.from({ length: 40 }, (_, i) => ({
      to: `${german}+urgent@x`,
      text: `urgent ${i}`,
    })),
  ];
  for (const mail of mails) await cellpost.queue(mail);
  await cellpost.until(() => modems.a.received.length === mails.length + 1);
  const order = modems.a.received.slice(1).map((it) => it.charAt(0)).join("");
  for (let at = 0; at + 10 <= 30; at++) {
    const ten = order.slice(at, at + 10);
    assert.ok(ten.includes("n") && ten.includes("b"), ten);
  }
  assert.ok(!/[^u][^u]/.test(order.slice(0, 40)), order);
  assert.equal(order.at(-1), "n");
});
