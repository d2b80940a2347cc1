import type { Command } from "commander";
import { resolve } from "node:path";
import { configCandidates, renderFirstConfig } from "../../config/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { askAll } from "../init/ask.ts";
import {
  type AnswerFlags,
  givenBy,
  type WholeAnswers,
  withPresets,
} from "../init/given.ts";
import { typedLines } from "../init/lines.ts";
import {
  findModems,
  type MachineFacts,
  machineFacts,
} from "../init/machine.ts";
import { cautions, nextSteps, type WrittenConfig } from "../init/next_steps.ts";
import { type Answered, answerText } from "../init/questions.ts";
import { alreadyThere, writeConfig } from "../init/write_config.ts";
import { mayListenOn } from "../privilege.ts";
import { aborted, listenForStop } from "../process.ts";
import type { Screen } from "../screen.ts";
import { exists } from "../with_operations.ts";
import {
  collect,
  type JsonFlag,
  requireConfig,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";
import { sendOne } from "./send.ts";

interface InitFlags extends AnswerFlags, JsonFlag {
  readonly config?: string;
  readonly system?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

const help = `
Examples:
  cellpost init
  cellpost init --yes --modem sim:
  sudo cellpost init --system --yes --country SE --allow 192.168.1.0/24 --listen 0.0.0.0:25 --admin +46701234567

Asks five questions and writes config.toml, with every option explained in it. What a flag answers is not
asked; --yes takes what would be offered for the rest. This machine itself may always send.`;

/** Adds `cellpost init`. */
export function addInitCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("init")
    .description("Make a config by five questions")
    .option("--yes", "ask nothing")
    .option("--country <code>", "whose national numbers are understood, or -")
    .option(
      "--allow <network>",
      "who may send besides this machine; may be repeated",
      collect,
    )
    .option("--listen <address>", "where to take mail, such as 0.0.0.0:25")
    .option("--modem <port>", "a port, auto, or sim: for a simulated one")
    .option("--admin <number>", "whom to tell of trouble, or -")
    .option("--test-sms", "send one SMS to that number at the end")
    .option("--system", "write the system's config, for a service")
    .option("--force", "replace a config that is there; a copy is kept")
    .addHelpText("after", help);
  withJsonFlag(withConfigFlag(command)).action((flags: InitFlags) =>
    run(() => init(flags, screen))
  );
}

async function init(flags: InitFlags, screen: Screen): Promise<number> {
  const place = await placeOf(flags);
  const { path, isSystem } = place;
  const force = flags.force === true;
  if (!force && await exists(path)) throw alreadyThere(path);
  const facts = machineFacts();
  const given = givenBy(flags, { ...facts, modems: [] });
  const { answers, test } = flags.yes === true
    ? withPresets(given, { ...facts, modems: [] })
    : await ask(given, facts, { screen, path });
  const queue = isSystem && Deno.build.os === "linux"
    ? { queuePath: serviceQueue }
    : {};
  const backup = writeConfig(renderFirstConfig({ ...answers, ...queue }), {
    ...{ path, force },
    group: isSystem ? facts.serviceGroup : undefined,
  });
  if (backup !== undefined) screen.note(`The old one is kept as ${backup}`);
  const lines = answerText(answers);
  const written = whatIsWritten(place, facts);
  const warnings = cautions(written);
  const tell = (text: string) => flags.json === true || screen.result(text);
  if (flags.json === true) {
    screen.data({ config: path, backup: backup ?? null, lines, warnings });
  }
  tell(`Written: ${path}\n${lines.map((it) => `  ${it}`).join("\n")}`);
  for (const text of warnings) screen.note(`Warning: ${text}`);
  const code = test
    ? await sendTest(answers.admin, written, screen)
    : exitCode.done;
  tell(`\n${nextSteps(written, Deno.build.os)}`);
  return code;
}

/** Where a service keeps its queue: systemd makes the folder for it (`StateDirectory=`). */
const serviceQueue = "/var/lib/cellpost/cellpost.db";

interface Place {
  readonly path: string;
  /** Whether it is where a service looks for it. */
  readonly isSystem: boolean;
  /** Whether every command finds it there by itself. */
  readonly found: boolean;
  /** The system's, where one is that counts no more in this folder. */
  readonly shadows: string | undefined;
}

async function placeOf({ config, system = false }: InitFlags): Promise<Place> {
  if (config !== undefined && system) {
    throw new CommandError(
      exitCode.usage,
      "--system and --config name two places: leave one out",
    );
  }
  const [here = "", ofSystem = ""] = configCandidates({ cwd: Deno.cwd() });
  const named = config === undefined ? undefined : resolve(Deno.cwd(), config);
  const path = named ?? (system ? ofSystem : here);
  const isSystem = path === ofSystem;
  const other = isSystem ? here : ofSystem;
  const isOther = await exists(other).catch(() => false);
  const found = path === here || isSystem && !isOther;
  const shadows = path === here && isOther ? other : undefined;
  return { path, isSystem, found, shadows };
}

async function ask(
  given: Answered,
  facts: MachineFacts,
  { screen, path }: { readonly screen: Screen; readonly path: string },
): Promise<WholeAnswers> {
  if (!Deno.stdin.isTerminal()) {
    throw new CommandError(
      exitCode.usage,
      'Nobody can be asked, since this is no terminal: add --yes, and what shall not be the default ("cellpost init --help")',
    );
  }
  screen.note(`This makes ${path}. Enter takes what stands in [ ].`);
  using stop = listenForStop();
  const state = await askAll(given, {
    next: typedLines(Deno.stdin, stop.signal),
    say: (text) => screen.note(text),
    prompt: (text) => screen.ask(text),
    facts,
    findModems: () =>
      Promise.race([
        findModems(screen),
        aborted(stop.signal).then(() => []),
      ]),
  });
  screen.note("");
  if (state.kind === "answered") return state;
  throw new CommandError(exitCode.notDone, "Given up: nothing is written");
}

function whatIsWritten(
  { found, isSystem, path, shadows }: Place,
  { privilege }: MachineFacts,
): WrittenConfig {
  const config = requireConfig({ config: path });
  const mayListen = config.smtp.listeners.every(({ address }) =>
    mayListenOn(address.port, privilege)
  );
  return { config, path, found, isSystem, shadows, mayListen };
}

const testTimeoutMs = 120_000;

async function sendTest(
  recipient: string,
  { config, path }: WrittenConfig,
  screen: Screen,
): Promise<number> {
  return await sendOne(config, {
    recipient,
    text: "Cellpost works: this is its test SMS",
    timeoutMs: testTimeoutMs,
    flags: { config: path },
  }, screen);
}
