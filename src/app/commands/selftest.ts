import type { Command } from "commander";
import {
  type Config,
  environmentVariable,
  parseDuration,
} from "../../config/mod.ts";
import type { ModemView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { type Mailer, relayMailer } from "../../notify/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { typedLines } from "../init/lines.ts";
import { showsUnicode } from "../marks.ts";
import { ownHostname } from "../notify_side.ts";
import { withOwnModems } from "../own_modems.ts";
import { listenForStop } from "../process.ts";
import { ownOrReachQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import {
  hasPassed,
  type LoopPlan,
  type LoopStep,
  totalMs,
} from "../selftest/loop.ts";
import { type Bench, findTarget, follow, submit } from "../selftest/run.ts";
import { type Entrance, entranceOf } from "../selftest/target.ts";
import { stepLine, verdictText } from "../selftest/words.ts";
import { remotely } from "../with_operations.ts";
import {
  requireConfig,
  requireModems,
  type SharedFlags,
  withConfigFlag,
} from "./options.ts";

interface SelftestFlags {
  readonly config?: string;
  readonly modem?: string;
  readonly to?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly oneWay?: boolean;
  /** False by --no-smtp. */
  readonly smtp: boolean;
  readonly timeout: string;
}

const help = `
Examples:
  cellpost selftest
  cellpost selftest --modem roof --to +46701234567 --yes

Sends one SMS to the modem's own number, which costs what one SMS costs, and times it: into the queue (by SMTP where a
cellpost runs), out to the network, the network's report, and back into the inbox. Ends with 1 where a step fails; a
report that does not come is told, and is no failure: some networks give none.`;

/** Adds `cellpost selftest`. */
export function addSelftestCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("selftest")
    .description("Send one SMS to the modem's own number and time the loop")
    .option("--modem <name>", "the modem by its name (default: the first)")
    .option("--to <number>", "the number, where the SIM does not know its own")
    .option("--one-way", "do not wait for it to come back: --to is a phone")
    .option("--no-smtp", "put it into the queue by command, not by SMTP")
    .option("--timeout <duration>", "how long each step may take", "2m")
    .option("--yes", "do not ask whether an SMS may be sent")
    .option("--json", "as JSON, for programs")
    .addHelpText("after", help);
  withConfigFlag(command).action((flags: SelftestFlags) =>
    run(() => selftest(flags, screen))
  );
}

async function selftest(flags: SelftestFlags, screen: Screen): Promise<number> {
  const patienceMs = parseDuration(flags.timeout);
  if (patienceMs === undefined || patienceMs === 0) {
    throw new CommandError(
      exitCode.usage,
      `--timeout "${flags.timeout}" must be a duration such as 30s or 2m`,
    );
  }
  const config = requireConfig(pathOf(flags));
  const owner = await ownOrReachQueue(config, systemClock);
  using stop = listenForStop();
  const test = { config, flags, screen, patienceMs };
  const common = {
    clock: systemClock,
    signal: stop.signal,
    status: (text: string) => screen.status(text),
  };
  if (owner.kind === "remote") {
    return await remotely(owner.operations, (operations) =>
      play({
        ...test,
        entrance: flags.smtp
          ? entranceOf(config)
          : { kind: "command", why: "as --no-smtp asks" },
      }, {
        ...common,
        operations,
        modems: () => operations.modems({ anew: false }),
      }));
  }
  await using queue = owner;
  requireModems(config);
  const entrance = { kind: "command", why: "since no cellpost runs" } as const;
  return await withOwnModems(
    config,
    {
      ...{ store: queue.store, screen },
      // What a program reads is to be JSON alone.
      arrived: (text) => flags.json ? screen.note(text) : screen.show(text),
    },
    ({ operations, statuses }) =>
      play({ ...test, entrance }, {
        ...common,
        operations,
        modems: () => Promise.resolve(statuses()),
      }),
  );
}

/** `--modem` names a modem of the config here, and replaces none. */
function pathOf({ config }: SelftestFlags): Pick<SharedFlags, "config"> {
  return config === undefined ? {} : { config };
}

interface Test {
  readonly config: Config;
  readonly flags: SelftestFlags;
  readonly screen: Screen;
  readonly patienceMs: number;
  readonly entrance: Entrance;
}

async function play(test: Test, bench: Bench): Promise<number> {
  const { config, entrance, flags, patienceMs, screen } = test;
  const { modem, number } = await findTarget(config, flags, bench);
  await agree(costText(modem, number, flags), test, modem);
  const token = tokenOf();
  const plan: LoopPlan = {
    ...{ token, patienceMs, startedAt: bench.clock.now() },
    entrance: entranceText(entrance),
    awaitsReport: config.message.statusReport,
    awaitsReturn: flags.oneWay !== true,
  };
  const door = entrance.kind === "smtp"
    ? { ...entrance, mailer: mailerTo(entrance, config) }
    : entrance;
  const id = await submit({ number, token }, door, bench);
  const tell = flags.json ? () => {} : teller(screen);
  const steps = await follow(plan, { id, number, tell }, bench);
  screen.status("");
  const passed = hasPassed(steps);
  if (flags.json) screen.data(dataOf({ modem, number, passed, steps }));
  else screen.result(verdictText(steps));
  return passed ? exitCode.done : exitCode.notDone;
}

function dataOf({ modem, steps, ...others }: {
  readonly modem: ModemView;
  readonly number: string;
  readonly passed: boolean;
  readonly steps: readonly LoopStep[];
}) {
  const { name, simulated } = modem;
  const view = { modem: name, simulated, ...others };
  return { ...view, totalMs: totalMs(steps), steps };
}

function costText(
  { name, simulated }: ModemView,
  number: string,
  { to }: SelftestFlags,
): string {
  const whose = to === undefined ? `the own number of ${name}` : `for ${name}`;
  const cost = simulated
    ? "it is simulated and costs nothing"
    : "it costs what one SMS costs";
  return `One SMS to ${number}, ${whose}: ${cost}`;
}

/** Real money is not spent unasked. */
async function agree(
  what: string,
  { flags, screen }: Test,
  { simulated }: ModemView,
): Promise<void> {
  if (simulated || flags.yes === true) return screen.note(what);
  if (!Deno.stdin.isTerminal()) {
    throw new CommandError(
      exitCode.usage,
      `${what}. Add --yes to have it sent`,
    );
  }
  using stop = listenForStop();
  screen.ask(`${what}. Send it? [y] > `);
  const event = await typedLines(Deno.stdin, stop.signal)();
  if (event.kind === "line" && /^(?:y(?:es)?)?$/i.test(event.text.trim())) {
    return;
  }
  throw new CommandError(exitCode.notDone, "Nothing is sent");
}

/** Letters and digits that survive every alphabet, and that nobody writes by chance. */
function tokenOf(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
}

function entranceText(entrance: Entrance): string {
  if (entrance.kind === "command") return `by command, ${entrance.why}`;
  const { hostname, port } = entrance;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `by SMTP at ${host}:${port}`;
}

function mailerTo(
  { hostname: host, port }: Extract<Entrance, { readonly kind: "smtp" }>,
  config: Config,
): Mailer {
  const hostname = ownHostname(config);
  return relayMailer({ host, port, tls: "off", verify: false, hostname });
}

/** Prints each step once, when it is over, and what is awaited meanwhile. */
function teller(screen: Screen): (steps: readonly LoopStep[]) => void {
  const unicode = showsUnicode(environmentVariable, Deno.build.os);
  const told = new Set<LoopStep["name"]>();
  return (steps) => {
    for (const step of steps) {
      if (step.kind === "waiting" || told.has(step.name)) continue;
      told.add(step.name);
      screen.result(stepLine(step, { unicode }));
    }
    const next = steps.find(({ kind }) => kind === "waiting");
    screen.status(next === undefined ? "" : stepLine(next, { unicode }));
  };
}
