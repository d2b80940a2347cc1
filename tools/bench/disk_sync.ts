import { systemClock } from "../../src/model/mod.ts";
import { median } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";

const syncs = 20;
// What a commit of one SMS appends to the write-ahead log: six pages.
const commitBytes = 6 * 4096;

/** How long the disk takes to make a commit's bytes durable, one every `everyMs`: median in milliseconds. */
export async function measureSync(everyMs: number): Promise<number> {
  using folder = scratchFolder();
  using file = Deno.openSync(folder.file("log"), { write: true, create: true });
  const bytes = new Uint8Array(commitBytes);
  const times: number[] = [];
  for (let i = 0; i < syncs; i++) {
    await systemClock.sleep(everyMs);
    file.writeSync(bytes);
    const startedAt = systemClock.monotonic();
    file.syncDataSync();
    times.push(systemClock.monotonic() - startedAt);
  }
  return median(times);
}
