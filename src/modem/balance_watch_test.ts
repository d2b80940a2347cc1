import assert from "node:assert/strict";
import { Harbour } from "../../tests/support/harbour.ts";
import { settle } from "../../tests/support/manual_clock.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A prepaid card, with a check of it every six hours. */
function prepaid(options: { thinksMs?: number; low?: number } = {}) {
  const { low = 5, thinksMs = 3000 } = options;
  const card = { balance: "12,50" as string | undefined };
  const modem = {
    ussd: () =>
      card.balance === undefined
        ? undefined
        : { m: 0, text: `Rest ${card.balance} EUR`, afterMs: thinksMs },
    balance: {
      ussd: ["*100#"],
      everyMs: 6 * hour,
      low,
      amountIn: (text: string) => {
        const [, amount] = /([0-9]+,[0-9]+)/.exec(text) ?? [];
        return amount === undefined
          ? undefined
          : Number(amount.replace(",", "."));
      },
    },
  };
  return { card, modem };
}

function alarms(harbour: Harbour) {
  return harbour.events.flatMap((it) =>
    it.kind === "alarm" ? [`${it.about} ${it.raised}: ${it.text}`] : []
  );
}

function checks(harbour: Harbour): number {
  return harbour.modem().commands
    .filter((it) => it.startsWith("AT+CUSD=1")).length;
}

Deno.test("the balance is asked for soon after the start, then as often as wished", async () => {
  await using harbour = new Harbour(prepaid().modem);
  await harbour.usable();
  assert.equal(harbour.status().balance, undefined);
  await harbour.clock.advance(2 * minute);
  const { balance } = harbour.status();
  assert.deepEqual(
    [balance?.amount, balance?.text, balance?.low],
    [12.5, "Rest 12,50 EUR", false],
  );
  await harbour.clock.advance(24 * hour);
  assert.equal(checks(harbour), 5);
  assert.deepEqual(alarms(harbour), []);
});

Deno.test("a low balance is told once, and once more when it is well again", async () => {
  const { card, modem } = prepaid();
  await using harbour = new Harbour(modem);
  await harbour.usable();
  await harbour.clock.advance(hour);
  card.balance = "4,99";
  await harbour.clock.advance(24 * hour);
  assert.equal(harbour.status().balance?.low, true);
  const low = "balance true: Balance is down to 4.99, below 5: top up";
  assert.deepEqual(alarms(harbour), [low]);
  card.balance = "25,00";
  await harbour.clock.advance(24 * hour);
  assert.deepEqual(alarms(harbour), [
    low,
    "balance false: Balance is 25 again, above 5",
  ]);
});

Deno.test("an SMS does not wait for the balance: the check makes way and comes later", async () => {
  await using harbour = new Harbour(prepaid({ thinksMs: 60_000 }).modem);
  await harbour.usable();
  await harbour.until(() => checks(harbour) === 1, 2 * minute);
  await settle();
  assert.equal(harbour.sender().usable, false);
  const before = harbour.clock.monotonic();
  await harbour.usable();
  assert.equal((await harbour.submit("Alarm")).kind, "sent");
  assert.ok(harbour.clock.monotonic() - before < 1000);
  assert.ok(harbour.modem().commands.includes("AT+CUSD=2"));
  await harbour.clock.advance(3 * minute);
  assert.equal(harbour.status().balance?.amount, 12.5);
});

Deno.test("no check begins while SMS go out, until it is overdue", async () => {
  await using harbour = new Harbour(prepaid().modem);
  await harbour.usable();
  const busyUntil = async (untilMs: number) => {
    while (harbour.clock.monotonic() < untilMs) {
      await harbour.usable();
      assert.equal((await harbour.submit("Busy")).kind, "sent");
      await harbour.clock.advance(4000);
    }
  };
  await busyUntil(6 * hour);
  assert.equal(checks(harbour), 0);
  await busyUntil(6 * hour + 5 * minute);
  assert.equal(checks(harbour), 1);
  assert.equal(harbour.status().balance?.amount, 12.5);
});

Deno.test("a balance that cannot be read is told once, and tried again with patience", async () => {
  const { card, modem } = prepaid();
  card.balance = "unlimited";
  await using harbour = new Harbour(modem);
  await harbour.usable();
  await harbour.clock.advance(24 * hour);
  const notices = harbour.events.flatMap((it) =>
    it.kind === "notice" ? [it.text] : []
  );
  assert.deepEqual(notices, [
    'The balance could not be read: the pattern of [modem.balance] finds no amount in "Rest unlimited EUR"',
  ]);
  assert.ok(checks(harbour) > 4 && checks(harbour) < 12, `${checks(harbour)}`);
  card.balance = undefined;
  await harbour.clock.advance(24 * hour);
  assert.match(JSON.stringify(harbour.events), /No answer from the network/);
  card.balance = "7,00";
  await harbour.clock.advance(7 * hour);
  assert.equal(harbour.status().balance?.amount, 7);
});

Deno.test("no check is made of a modem that is not well", async () => {
  await using harbour = new Harbour(prepaid().modem);
  await harbour.usable();
  harbour.modem().unplug();
  await harbour.clock.advance(12 * hour);
  assert.equal(checks(harbour), 0);
  harbour.modem().plug();
  await harbour.clock.advance(10 * minute);
  assert.equal(harbour.status().balance?.amount, 12.5);
});
