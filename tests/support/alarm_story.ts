import { Smarthost } from "./smarthost.ts";
import assert from "node:assert/strict";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";

const minute = 60_000;
/** Who is told. */
export const admin = "+46701111111";
/** What anybody mails. */
export const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };

/** Two modems, and somebody who wants to know all by every way. */
export function twoModems(
  settings: Readonly<Record<string, unknown>> = {},
  nowMs = Date.UTC(2026, 10, 23, 8),
) {
  const clock = new ManualClock({ nowMs });
  const roof = new FakeModem({ clock, name: "one" });
  const cellar = new FakeModem({ clock, name: "two" });
  const smarthost = new Smarthost();
  const options: StoryOptions = {
    clock,
    modems: [roof, cellar],
    mailer: smarthost.mailer,
    config: {
      mail: { relay: "relay.example", reply_window: "0s" },
      admin: {
        numbers: [admin],
        mail: ["ops@plant.example"],
        webhook: "https://hooks.example/1",
        ...settings,
      },
    },
  };
  return { clock, roof, cellar, options, smarthost };
}

/** Waits for both. */
export async function bothUsable(cellpost: Cellpost): Promise<void> {
  await cellpost.usable("modem1");
  await cellpost.usable("modem2");
}

/** Lets so many minutes pass. */
export async function pass(cellpost: Cellpost, minutes: number): Promise<void> {
  const end = cellpost.clock.monotonic() + minutes * minute;
  await cellpost.until(() => cellpost.clock.monotonic() >= end);
}

/** The texts of all SMS that the admin's phone has shown, in the order in which they were accepted. */
export function told(cellpost: Cellpost): readonly string[] {
  const { received, store } = cellpost;
  const shown = received.filter((it) => it.recipient === admin)
    .map((it) => it.text);
  const accepted = store.list({ limit: 1_000 }).toReversed()
    .filter((it) => it.recipient === admin)
    .map((it) => store.show(it.messageId)?.message.text ?? "");
  const texts = accepted.filter((it) => shown.includes(it));
  assert.deepEqual(texts.toSorted(), shown.toSorted());
  return texts;
}

/** What webhooks were posted, in their order. */
export function posted(cellpost: Cellpost): readonly Record<string, unknown>[] {
  return cellpost.posted.map((it): Record<string, unknown> => JSON.parse(it));
}

/** The states that webhooks were told of one alarm. */
export function states(cellpost: Cellpost, alarm: string): readonly unknown[] {
  return posted(cellpost).filter((it) => it["alarm"] === alarm)
    .map((it) => it["state"]);
}
