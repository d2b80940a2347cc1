/**
 * Leads mutated SMTP sessions, in memory and over sockets on loopback, and tells of the first that the gateway does not take
 * well: `deno task fuzz:smtp -- --seconds 60`. Exit code 1 when there was one.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fuzz, type FuzzResult } from "./fuzz_smtp/fuzz.ts";

const help = `Usage: deno task fuzz:smtp -- [options]
  --seconds N      how long to search (60)
  --iterations N   how many sessions, in place of a time
  --seed N         where to begin (random); a failure names its own
  --sockets N      one session in N goes over a socket as well (20)
It holds for every session: nothing is thrown; each command has one reply; any cut of the bytes gives the same replies; no mail
is taken without its CRLF.CRLF or BDAT LAST; no memory stays behind.`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      seconds: { type: "string", default: "60" },
      iterations: { type: "string" },
      seed: { type: "string" },
      sockets: { type: "string", default: "20" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const chance = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seed = values.seed === undefined ? chance : Number(values.seed);
  console.log(`seed ${seed}`);
  const startedAt = performance.now();
  const endsAt = startedAt + Number(values.seconds) * 1000;
  const iterations = Number(values.iterations ?? Infinity);
  const result = await fuzz({
    seed,
    socketEvery: Number(values.sockets),
    goesOn: (sessions) =>
      sessions < iterations &&
      (iterations !== Infinity || performance.now() < endsAt),
  });
  return report(result, (performance.now() - startedAt) / 1000);
}

function report(result: FuzzResult, seconds: number): number {
  const { sessions, overSockets, mails, heapGrowth, failure } = result;
  console.log(
    `${sessions} sessions in ${
      seconds.toFixed(1)
    } s, ${overSockets} of them over a socket as well; ${mails} mails taken`,
  );
  if (heapGrowth !== undefined) {
    console.log(`heap: ${(heapGrowth / 1_000_000).toFixed(1)} MB more`);
  }
  if (failure === undefined) return 0;
  console.log(`FAILED: ${failure.why}`);
  console.log(`again: --seed ${failure.seed} --iterations 1 --sockets 1`);
  console.log(`bytes: ${JSON.stringify(failure.bytes)}`);
  return 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
