import assert from "node:assert/strict";
import { matchingRows } from "../src/modem/quirks.ts";
import { quirkRows } from "../src/modem/quirks_table.ts";
import {
  playTranscript,
  readTranscript,
  transcriptNames,
} from "./support/transcript_play.ts";

const names = transcriptNames();

for (const name of names) {
  Deno.test(`a driver sets up and uses ${name}.at, whole and byte by byte`, async () => {
    const transcript = readTranscript(name);
    const { header, headers } = transcript;
    for (const key of ["model", "firmware"]) assert.ok(header(key), key);
    assert.match(header("source") ?? "", /composed|captured/);
    await playTranscript(transcript);
    // A modem that takes a bite at a time is about whole writes.
    await playTranscript(transcript, { byteByByte: true });
    assert.deepEqual(headers("quirks").join(" "), rowsOf(name).join(" "));
  });
}

/** The names of the rows that are about a transcript's modem. */
function rowsOf(name: string): readonly string[] {
  const { script, known } = readTranscript(name);
  const first = (command: string) =>
    script.get(command)?.[0]?.[0]?.replace(/^\+\w+:|"/g, "").trim() ?? "";
  const facts = {
    manufacturer: first("AT+CGMI"),
    model: first("AT+CGMM"),
    ...known,
  };
  return matchingRows(facts, quirkRows).map((it) => it.name);
}

Deno.test("there are transcripts of every make that modem.md names", () => {
  const makes =
    "benq cinterion dlink ericsson foxconn huawei neoway nokia novatel option plain qualcomm quectel samsung siemens sierra simcom telit ublox wavecom westermo zte";
  const found = new Set(names.map((name) => name.replace(/_.*$/, "")));
  assert.equal([...found].sort().join(" "), makes);
});
