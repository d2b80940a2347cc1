import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { change, type Edit, modemsOf } from "./support/reload_story.ts";

const mails = 60;

for (const seed of [1, 2, 3]) {
  Deno.test(`every SMS goes out once, while modems, pools and rules come and go (seed ${seed})`, async () => {
    const clock = new ManualClock({ seed });
    const modems = Array.from(
      { length: 3 },
      () => new FakeModem({ clock, behaviour: { latencyMs: 2_000 } }),
    );
    await using cellpost = await Cellpost.start({
      clock,
      modems,
      config: { smtp: { max_connections: 100 } },
    });
    const sections = modemsOf(cellpost).map((it, at) => ({
      ...it,
      name: `modem${at + 1}`,
    }));
    const texts = Array.from(
      { length: mails },
      (_, at) => `${at}: ${"x".repeat(at % 5 * 90)}`,
    );
    let sent = 0;
    for (const [at, text] of texts.entries()) {
      const to = `+4917012345${String(at % 7).padStart(2, "0")}@x`;
      await cellpost.queue({ to, text });
      if (at % 4 !== 3) continue;
      await change(cellpost, anyChange(clock, sections));
      const until = clock.monotonic() + clock.random() * 9_000;
      await cellpost.until(() => clock.monotonic() >= until);
      sent = Math.max(sent, cellpost.texts.length);
    }
    assert.ok(sent > 0 && sent < mails, "Nothing was in flight");
    await change(cellpost, {
      modem: sections,
      pool: undefined,
      route: undefined,
    });
    await cellpost.until(() => cellpost.texts.length >= mails);
    await cellpost.until(() => cellpost.store.counts().delivered === mails);
    assert.deepEqual([...cellpost.texts].sort(), [...texts].sort());
    const doubts = cellpost.events.filter(({ room, event }) =>
      room === "delivery" && event.kind === "changed" &&
      event.change.possibleDuplicate
    );
    assert.deepEqual(doubts, []);
  });
}

/** Some of the modems in some of the ways, with routes that lead to them. */
function anyChange(clock: ManualClock, sections: readonly Edit[]): Edit {
  const some = sections.filter(() => clock.random() < 0.6);
  const [first = {}] = sections;
  const modem = (some.length === 0 ? [first] : some).map((it) => ({
    ...it,
    ...clock.random() < 0.5 ? { per_day: 5_000 } : {},
  }));
  const names = modem.map((it) => "name" in it ? it["name"] : "");
  const routed = clock.random() < 0.5;
  const name = clock.random() < 0.5 ? "a" : "b";
  return {
    modem,
    pool: routed ? [{ name, modems: names, sticky: name === "a" }] : undefined,
    route: routed ? [{ pool: name, failover: "*" }] : undefined,
    delivery: { retry_max: clock.random() < 0.5 ? "15m" : "10m" },
    policy: { per_client: clock.random() < 0.5 ? ["1000/hour"] : [] },
    smtp: { max_size: clock.random() < 0.5 ? "1MB" : "2MB" },
  };
}
