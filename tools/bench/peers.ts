/**
 * Measures cellpost beside smsd, gammu-smsd and Kannel, one after the other on the same two simulated modems in a process of their
 * own: `deno task bench:peers [NAME]`, where a NAME leaves all gateways of other names out and the documentation as it is. Needs
 * the Debian packages smstools, gammu-smsd and kannel; their services need not run.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/model/mod.ts";
import { openSerialPorts } from "../../src/modem/serial/mod.ts";
import { pdusOf } from "./backlog.ts";
import { sendBare } from "./bare_sender.ts";
import { replaceSection } from "./marked_section.ts";
import { missingPackages, type Peer } from "./peer.ts";
import { cellpost, cellpostInMemory } from "./peer_cellpost.ts";
import { gammuByDefault, gammuTuned } from "./peer_gammu.ts";
import { kannelByDefault, kannelTuned } from "./peer_kannel.ts";
import { measurePeer, type Modems, rateOf } from "./peer_run.ts";
import { smsdByDefault, smsdInMemory, smsdTuned } from "./peer_smsd.ts";
import {
  type BareResult,
  type PeersReport,
  renderNotes,
  renderPeers,
  targetsOf,
} from "./peers_report.ts";
import { runProgram } from "./program.ts";
import { mean } from "./sample.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { type Simulators, startSimulators } from "./simulators.ts";
import {
  machine,
  meetsBar,
  printReport,
  progress,
  renderTable,
} from "./table.ts";

/** Until the simulator has compiled what it runs often it is slower, and whoever is measured first would pay for that. */
const simulatorWarmUp = 4_000;

/** What makes a latency of 100 ms, since Deno's timers are 2 to 3 ms late; the modem's own time is measured. */
const slowOptions = "latency=98ms";
const bareSms = { fast: 200, slow: 30 };
const command = "deno task bench:peers";

const gateways: readonly Peer[] = [
  cellpost,
  smsdByDefault,
  smsdTuned,
  gammuByDefault,
  gammuTuned,
  kannelByDefault,
  kannelTuned,
  cellpostInMemory,
  smsdInMemory,
];

async function main(only: string | undefined): Promise<number> {
  const chosen = gateways.filter(({ name }) => (only ?? name) === name);
  const missing = missingPackages(chosen);
  if (missing.length > 0) {
    console.error(`Install these packages first: ${missing.join(" ")}`);
    return 2;
  }
  const report = await measure(chosen);
  const figures = targetsOf(report);
  console.log(`\n${renderPeers(report)}`);
  if (only !== undefined) return 0;
  await document(report);
  return printReport({ title: "Beside other gateways", command, figures });
}

async function measure(peers: readonly Peer[]): Promise<PeersReport> {
  using folder = scratchFolder();
  using slowFolder = scratchFolder();
  await using fast = await startSimulators(folder, { modems: 1 });
  await using slow = await startSimulators(slowFolder, {
    modems: 1,
    options: slowOptions,
  });
  progress("The simulated modem warms up");
  await bareRun(fast, simulatorWarmUp);
  progress("A bare sender");
  const bare = await measureBare({ fast, slow });
  const results: PeersReport["results"][number][] = [];
  for (const peer of peers) {
    progress(`${peer.name}, ${peer.setup}`);
    results.push(await measurePeer(peer, { fast, slow }));
  }
  return { bare, results };
}

async function measureBare({ fast, slow }: Modems): Promise<BareResult> {
  const atOnce = await bareRun(fast, bareSms.fast);
  const inTime = await bareRun(slow, bareSms.slow);
  return {
    fastRate: atOnce.rate,
    slowRate: inTime.rate,
    answerMs: inTime.answerMs,
  };
}

async function bareRun({ paths, take }: Simulators, sms: number) {
  const ports = openSerialPorts(systemClock);
  try {
    const port = await ports.open(paths[0] ?? "", { baudRate: 115_200 });
    const { answerMs } = await sendBare(port, pdusOf(sms));
    return { rate: rateOf(await take(sms)), answerMs: mean(answerMs) };
  } finally {
    await ports.close();
  }
}

/** Writes what was measured into the documentation, the missed targets as well. */
async function document(report: PeersReport): Promise<void> {
  const path = fileURLToPath(
    new URL("../../docs/internals.md", import.meta.url),
  );
  const figures = targetsOf(report);
  const missed = figures.filter((figure) => meetsBar(figure) === false).length;
  const day = new Date(systemClock.now()).toISOString().slice(0, 10);
  const text = [
    `By \`${command}\` on ${day}, ${machine()}; targets missed: ${missed}.`,
    renderTable(figures),
    renderPeers(report),
    renderNotes(report),
  ].join("\n\n");
  const page = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, replaceSection(page, "peers", text));
  await runProgram(Deno.execPath(), ["fmt", "--quiet", path]);
}

if (import.meta.main) {
  const [only] = Deno.args;
  Deno.exitCode = await main(only);
}
