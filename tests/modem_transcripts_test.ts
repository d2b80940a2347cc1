import assert from "node:assert/strict";
import { Secret } from "../src/model/mod.ts";
import type { NetworkStatus } from "../src/modem/driver.ts";
import { parseTranscript, type Transcript } from "./support/at_transcript.ts";
import { GsmRig } from "./support/gsm_rig.ts";

const folder = new URL("./modems/", import.meta.url);

for (const { name } of Deno.readDirSync(folder)) {
  if (!name.endsWith(".at")) continue;

  Deno.test(`a driver sets up and uses ${name}`, async () => {
    const text = await Deno.readTextFile(new URL(name, folder));
    const transcript = parseTranscript(text);
    assert.match(transcript.header("source") ?? "", /composed|captured/);
    await play(transcript, false);
    await play(transcript, true);
  });
}

async function play(transcript: Transcript, byteByByte: boolean) {
  const { script, behaviour, header, headers } = transcript;
  const pin = header("pin");
  using rig = new GsmRig(script, {
    ...behaviour,
    byteByByte,
    ...pin !== undefined && { pin: new Secret(pin) },
  });
  const { network, identity } = await rig.ready();
  assert.equal(showNetwork(network), header("network"));
  assert.ok(identity.imei !== "" && identity.imsi !== "");
  const result = await rig.submit();
  assert.ok(result.kind === "sent");
  assert.equal(
    script.get("PDU")?.[0]?.includes(`+CMGS: ${result.reference}`),
    true,
  );
  await rig.clock.advance(0);
  const reports = rig.events.flatMap((it) =>
    it.kind === "report" ? [`${it.report.reference} ${it.report.outcome}`] : []
  );
  assert.deepEqual(reports, headers("reports"));
  assert.equal(
    rig.notices.length,
    headers("notice").length,
    rig.notices.join(),
  );
  for (const part of headers("notice")) {
    assert.ok(rig.notices.some((it) => it.includes(part)), part);
  }
  for (const command of headers("unasked")) {
    assert.ok(!rig.player.heard.includes(command), command);
  }
}

function showNetwork({ registration, operator, signalDbm }: NetworkStatus) {
  return [registration, operator, signalDbm ?? "unknown"].join(", ");
}
