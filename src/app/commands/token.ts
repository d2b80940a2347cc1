import type { Command } from "commander";
import {
  type ApiToken,
  isUserName,
  nameKey,
  nameRule,
  newApiToken,
  readTokens,
  tokenHash,
  writeTokens,
} from "../../auth/mod.ts";
import { isRole, type Role, systemClock } from "../../model/mod.ts";
import { usersPathFor } from "../beside_config.ts";
import type { CommandContext } from "../cli.ts";
import { tokensPathBeside } from "../doors.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import type { Screen } from "../screen.ts";
import { writeSecret } from "../written_file.ts";
import { type SharedFlags, withConfigFlag, withJsonFlag } from "./options.ts";

const help = `
Examples:
  cellpost token add zabbix --role operator
  cellpost token list
  cellpost token remove zabbix

A program sends its token with each request to the API: Authorization: Bearer cp_…
Tokens lie in tokens.toml beside the config, as hashes only. A running cellpost takes a change over within a second.`;

/** Adds `cellpost token add|remove|list`. */
export function addTokenCommand(
  program: Command,
  context: CommandContext,
): void {
  const token = program.command("token")
    .description("Manage the keys of programs to the API")
    .addHelpText("after", help);
  addAdd(token, context);
  addRemove(token, context);
  addList(token, context);
}

interface TokenFlags extends SharedFlags {
  readonly role?: string;
  readonly json?: boolean;
}

const addHelp = `
Examples:
  cellpost token add zabbix --role operator
  TOKEN=$(cellpost token add ci --role viewer)

The token is shown this once; who has lost it removes it and adds another.`;

function addAdd(token: Command, { screen, run }: CommandContext): void {
  const add = token.command("add").argument("<name>", nameRule)
    .description("Make a token and print it")
    .requiredOption("--role <role>", "viewer, operator or admin")
    .option("--json", "one JSON object, the token among its fields")
    .addHelpText("after", addHelp);
  withConfigFlag(add).action((name: string, flags: TokenFlags) =>
    run(async () => {
      const role = wantedRole(name, flags);
      const file = await openTokens(flags, screen);
      const tokens = file.read();
      refuseTaken(tokens, name);
      const secret = newApiToken();
      const since = new Date(systemClock.now()).toISOString().slice(0, 10);
      const made = { name, role, sha256: tokenHash(secret), since };
      await file.write([...tokens, made]);
      if (flags.json === true) {
        screen.result(JSON.stringify({ name, role, since, token: secret }));
        return exitCode.done;
      }
      screen.result(secret);
      screen.note(
        `Token "${name}" may do what its role ${role} may: added to ${file.path}; it is not shown again`,
      );
      return exitCode.done;
    })
  );
}

function wantedRole(name: string, { role = "" }: TokenFlags): Role {
  if (!isUserName(name)) {
    throw new CommandError(
      exitCode.usage,
      `Name ${JSON.stringify(name)} cannot be used: it must have ${nameRule}`,
    );
  }
  if (isRole(role)) return role;
  throw new CommandError(
    exitCode.usage,
    `--role "${role}" is none: write viewer, operator or admin`,
  );
}

function refuseTaken(tokens: readonly ApiToken[], name: string): void {
  const before = find(tokens, name);
  if (before === undefined) return;
  throw new CommandError(
    exitCode.notDone,
    `Token "${before.name}" is there already: remove it first, or choose another name`,
  );
}

function addRemove(token: Command, { screen, run }: CommandContext): void {
  const remove = token.command("remove").argument("<name>", "in any case")
    .description("Remove a token, which opens nothing any more")
    .addHelpText("after", "\nExample:\n  cellpost token remove zabbix");
  withJsonFlag(withConfigFlag(remove)).action((
    name: string,
    flags: TokenFlags,
  ) =>
    run(async () => {
      const file = await openTokens(flags, screen);
      const tokens = file.read();
      const before = find(tokens, name);
      if (before === undefined) {
        throw new CommandError(
          exitCode.notDone,
          `No token ${
            JSON.stringify(name)
          } in ${file.path}: "cellpost token list" shows them`,
        );
      }
      await file.write(tokens.filter((it) => it !== before));
      const { path } = file;
      if (flags.json === true) {
        screen.data({ name: before.name, done: "removed", path });
      } else screen.result(`Token "${before.name}" removed from ${path}`);
      return exitCode.done;
    })
  );
}

function addList(token: Command, { screen, run }: CommandContext): void {
  const list = token.command("list")
    .description("List tokens by name, without the tokens themselves")
    .addHelpText("after", "\nExample:\n  cellpost token list --json");
  withJsonFlag(withConfigFlag(list)).action((flags: TokenFlags) =>
    run(async () => {
      const file = await openTokens(flags, screen);
      const tokens = file.read();
      if (flags.json === true) {
        screen.data(
          tokens.map(({ name, role, since }) => ({ name, role, since })),
        );
        return exitCode.done;
      }
      for (const { name, role, since } of tokens) {
        screen.result(
          `${name}  ${role}${since === "" ? "" : `  since ${since}`}`,
        );
      }
      if (tokens.length === 0) {
        screen.note(`No tokens in ${file.path}: cellpost token add NAME`);
      }
      return exitCode.done;
    })
  );
}

async function openTokens(flags: SharedFlags, screen: Screen) {
  const path = tokensPathBeside(await usersPathFor(flags));
  return {
    path,
    /** @throws {CommandError} when it has problems. */
    read(): readonly ApiToken[] {
      const result = readTokens(path);
      if (result.kind === "invalid") {
        throw new CommandError(exitCode.notDone, result.problems.join("\n"));
      }
      for (const text of result.warnings) screen.note(text);
      return result.tokens;
    },
    write: (tokens: readonly ApiToken[]) =>
      writeSecret(screen, path, (it) => writeTokens(it, tokens)),
  };
}

function find(tokens: readonly ApiToken[], name: string): ApiToken | undefined {
  return tokens.find((it) => nameKey(it.name) === nameKey(name));
}
