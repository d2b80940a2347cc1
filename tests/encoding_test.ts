import assert from "node:assert/strict";
import { join } from "node:path";
import {
  concatenationOf,
  decodeDcs,
  decodeSubmit,
  type SubmitTpdu,
} from "../src/sms/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";

const anna = "+491701234567";
const turkishText =
  "Dikkat: 3 numaralı pompa durdu, basınç düşük, sıcaklık ölçülemiyor. " +
  "Şebeke gerilimi yok, yedek güç çalışıyor.";

function submitsOf(cellpost: Cellpost): readonly SubmitTpdu[] {
  return cellpost.received.flatMap(({ pdus }) => pdus).map((hex) => {
    const decoded = decodeSubmit(hex);
    assert.ok(decoded.kind === "ok", hex);
    return decoded.tpdu;
  });
}

async function arrives(cellpost: Cellpost, text: string, to = `${anna}@sms`) {
  const id = await cellpost.queue({ to, text });
  await cellpost.reaches(id, "delivered");
  return id;
}

Deno.test("a Turkish alarm is one SMS where its tables are configured, else two, and reads the same", async () => {
  {
    await using plain = await Cellpost.start();
    await arrives(plain, turkishText);
    assert.deepEqual(plain.texts, [turkishText]);
    assert.equal(plain.received[0]?.segments, 2);
  }
  await using national = await Cellpost.start({
    config: { message: { national_languages: ["turkish"] } },
  });
  const id = await arrives(national, turkishText);
  assert.deepEqual(national.texts, [turkishText]);
  assert.equal(national.received[0]?.segments, 1);
  assert.equal(national.delivery(id).segmentCount, 1);
});

Deno.test("every option of an SMS arrives on the wire, in each of its parts", async () => {
  await using cellpost = await Cellpost.start({
    config: {
      message: {
        reference_bits: 16,
        validity: "6h",
        replace: 3,
        status_report: true,
      },
    },
  });
  const long = "Насос 3 остановлен 😁. ".repeat(5);
  await arrives(cellpost, "Pump 3 stopped", `${anna}+flash@sms`);
  await arrives(cellpost, long.trimEnd(), `${anna}+flash@sms`);
  const submits = submitsOf(cellpost);
  assert.equal(submits.length, 3);
  for (const submit of submits) {
    assert.ok(submit.statusReport);
    assert.deepEqual(submit.validity, { kind: "relative", value: 0x47 });
    assert.equal(decodeDcs(submit.dataCoding).messageClass, 0);
  }
  assert.deepEqual(submits.map((it) => it.protocolIdentifier), [0x43, 0, 0]);
  const places = submits.map((it) => concatenationOf(it.userData.elements));
  assert.deepEqual(places.map((it) => it?.referenceBits), [undefined, 16, 16]);
  assert.equal(places[1]?.reference, places[2]?.reference);
  assert.deepEqual(
    cellpost.received.map(({ replaceType }) => replaceType),
    [3, undefined],
  );
});

Deno.test("a message keeps the tables it was counted in, though the config is another when it is sent", async () => {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock });
  modem.unplug();
  await using cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: { message: { national_languages: ["turkish"] } },
  });
  const text = `${turkishText}\n`.repeat(3).trimEnd();
  const id = await cellpost.queue({ to: `${anna}@sms`, text });
  assert.equal(cellpost.delivery(id).segmentCount, 3);
  await cellpost.stop();
  const path = join(cellpost.folder, "config.toml");
  const config = Deno.readTextFileSync(path);
  assert.match(config, /^national_languages = .*$/m);
  Deno.writeTextFileSync(
    path,
    config.replace(/^national_languages = .*$/m, ""),
  );
  modem.plug();
  await cellpost.start();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [text]);
  assert.equal(modem.segments.length, 3);
});

Deno.test("a message that is half sent goes on where it was cut, though the config would cut it elsewhere", async () => {
  const clock = new ManualClock();
  const first = { at: "prompt", after: "" };
  const modem = new FakeModem({ clock, faults: [first] });
  // The second segment waits for a prompt that does not come.
  modem.plan({ at: "prompt", instead: "" });
  await using cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    config: { message: { national_languages: ["turkish"], reference_bits: 8 } },
  });
  await cellpost.usable();
  const text = `${turkishText}\n`.repeat(4).trimEnd();
  const id = await cellpost.queue({ to: `${anna}@sms`, text });
  const submits = () =>
    modem.commands.filter((it) => it.startsWith("AT+CMGS")).length;
  await cellpost.until(() => submits() === 2);
  assert.equal(modem.segments.length, 1);
  await cellpost.crash();
  const path = join(cellpost.folder, "config.toml");
  const config = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(
    path,
    config.replace(/^national_languages = .*$/m, "")
      .replace("reference_bits = 8", "reference_bits = 16"),
  );
  await cellpost.start();
  await cellpost.reaches(id, "delivered");
  const places = modem.segments.map((it) => it.concatenation);
  assert.ok(places.every((it) => it?.referenceBits === 8));
  assert.equal(new Set(places.map((it) => it?.reference)).size, 1);
  assert.equal(new Set(places.map((it) => it?.sequence)).size, 3);
  assert.deepEqual(modem.received, [text]);
});
