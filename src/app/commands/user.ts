import type { Command } from "commander";
import {
  hashPassword,
  isUserName,
  nameKey,
  nameRule,
  readUsers,
  type User,
  writeUsers,
} from "../../auth/mod.ts";
import { isRole } from "../../model/mod.ts";
import { parseNetwork } from "../../policy/mod.ts";
import { usersPathFor } from "../beside_config.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { askPassword } from "../password_prompt.ts";
import type { Screen } from "../screen.ts";
import { writeSecret } from "../written_file.ts";
import {
  collect,
  type JsonFlag,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

const help = `
Examples:
  cellpost user add zabbix --network 192.168.1.0/24
  cellpost user add anna --role operator
  cellpost user remove zabbix
  cellpost user list

Users lie in users.toml beside the config. A running cellpost takes a change over within a second.`;

/** Adds `cellpost user add|remove|list`. */
export function addUserCommand(
  program: Command,
  context: CommandContext,
): void {
  const user = program.command("user")
    .description("Manage who may log in, to send or to the screen")
    .addHelpText("after", help);
  addAdd(user, context);
  addRemove(user, context);
  addList(user, context);
}

interface AddFlags extends SharedFlags, JsonFlag {
  readonly passwordStdin?: boolean;
  readonly network?: readonly string[];
  readonly replace?: boolean;
  /** One of `roles`, or "none". */
  readonly role?: string;
}

const addHelp = `
Examples:
  cellpost user add zabbix
  cellpost user add plc7 --network 10.0.7.0/24 --password-stdin < password.txt
  cellpost user add zabbix --replace
  cellpost user add anna --role admin      a new user of the screen, or another role
  cellpost user add anna --role none       may send mail, but not see the screen

A viewer looks, an operator also sends, retries and cancels, an admin may do all. The password is asked for twice on a terminal, or read from the first line of stdin.`;

function addAdd(user: Command, { screen, run }: CommandContext): void {
  const add = user.command("add").argument("<name>", nameRule)
    .description("Add a user, or give one a new password by --replace")
    .option("--password-stdin", "read the password from stdin, one line")
    .option(
      "--network <cidr>",
      "let it log in from this network only; may be repeated",
      collect,
    )
    .option(
      "--role <role>",
      "what it may do on the screen: viewer, operator, admin or none; of a user that is there, only this changes",
    )
    .option("--replace", "change a user that is there already")
    .addHelpText("after", addHelp);
  withJsonFlag(withConfigFlag(add)).action((name: string, flags: AddFlags) =>
    run(async () => {
      const file = await openUsers(flags, screen);
      refuseBadWords(name, flags);
      if (await changeRole(file, { name, flags, screen })) return exitCode.done;
      refuseTaken(file.read(), name, flags);
      const password = await askPassword(name, {
        screen,
        keyboard: Deno.stdin,
        fromPipe: flags.passwordStdin === true,
      });
      const passwordHash = await hashPassword(password);
      // Read anew: somebody may have changed it while the password was typed.
      const users = file.read();
      refuseTaken(users, name, flags);
      const before = find(users, name);
      const changed: User = {
        name: before?.name ?? name,
        passwordHash,
        networks: flags.network ?? before?.networks ?? [],
        disabled: before?.disabled ?? false,
        ...roleOf(flags, before),
      };
      await file.write([...users.filter((it) => it !== before), changed]);
      const { path } = file;
      const done = before === undefined ? "added" : "changed";
      if (flags.json === true) {
        screen.data({ ...userData(changed), done, path });
      } else screen.result(doneText(changed, { before, path }));
      return exitCode.done;
    })
  );
}

/** Gives a user who is there another role; false where there is more to do. */
async function changeRole(
  file: UsersFile,
  { name, flags, screen }: {
    readonly name: string;
    readonly flags: AddFlags;
    readonly screen: Screen;
  },
): Promise<boolean> {
  const users = file.read();
  const before = find(users, name);
  const { role, replace, network, passwordStdin } = flags;
  const isMore = replace === true || passwordStdin === true ||
    network !== undefined;
  if (before === undefined || role === undefined || isMore) return false;
  const { role: _, ...rest } = before;
  const changed = { ...rest, ...roleOf(flags, before) };
  await file.write([...users.filter((it) => it !== before), changed]);
  screen.result(
    role === "none"
      ? `User "${before.name}" may not see the screen any more: changed in ${file.path}`
      : `User "${before.name}" is ${role} now: changed in ${file.path}`,
  );
  return true;
}

/** The role that a user has from now on. */
function roleOf({ role }: AddFlags, before: User | undefined) {
  if (role === undefined) {
    return before?.role === undefined ? {} : { role: before.role };
  }
  return isRole(role) ? { role } : {};
}

function refuseBadWords(
  name: string,
  { network = [], role = "none" }: AddFlags,
): void {
  if (role !== "none" && !isRole(role)) {
    throw new CommandError(
      exitCode.usage,
      `--role "${role}" is none: write viewer, operator, admin, or none`,
    );
  }
  if (!isUserName(name)) {
    throw new CommandError(
      exitCode.usage,
      `Name ${JSON.stringify(name)} cannot be used: it must have ${nameRule}`,
    );
  }
  const wrong = network.find((it) => !isNetwork(it));
  if (wrong === undefined) return;
  throw new CommandError(
    exitCode.usage,
    `--network "${wrong}" is no network: write one such as 192.168.1.0/24, or one address`,
  );
}

function refuseTaken(
  users: readonly User[],
  name: string,
  { replace = false }: AddFlags,
): void {
  const before = find(users, name);
  if (before === undefined || replace) return;
  throw new CommandError(
    exitCode.notDone,
    `User "${before.name}" is there already: --replace gives a new password`,
  );
}

function doneText(
  { name, networks, disabled, role }: User,
  { before, path }: {
    readonly before: User | undefined;
    readonly path: string;
  },
): string {
  const from = networks.length === 0 ? "" : ` from ${networks.join(", ")}`;
  const still = disabled ? ", but is disabled still" : "";
  const as = role === undefined ? "" : ` as ${role}`;
  return before === undefined
    ? `User "${name}" may log in${as}${from}: added to ${path}`
    : `User "${name}" may log in${from} by the new password${still}: changed in ${path}`;
}

function addRemove(user: Command, { screen, run }: CommandContext): void {
  const remove = user.command("remove").argument("<name>", "in any case")
    .description("Remove a user, who can log in no more")
    .addHelpText("after", "\nExample:\n  cellpost user remove zabbix");
  withJsonFlag(withConfigFlag(remove)).action((
    name: string,
    flags: SharedFlags & JsonFlag,
  ) =>
    run(async () => {
      const file = await openUsers(flags, screen);
      const users = file.read();
      const before = find(users, name);
      if (before === undefined) {
        throw new CommandError(
          exitCode.notDone,
          `No user ${
            JSON.stringify(name)
          } in ${file.path}: "cellpost user list" shows them`,
        );
      }
      await file.write(users.filter((it) => it !== before));
      const { path } = file;
      if (flags.json === true) {
        screen.data({ ...userData(before), done: "removed", path });
      } else screen.result(`User "${before.name}" removed from ${path}`);
      return exitCode.done;
    })
  );
}

function addList(user: Command, { screen, run }: CommandContext): void {
  const list = user.command("list")
    .description("List users, their roles, and from where they may log in")
    .addHelpText("after", "\nExample:\n  cellpost user list");
  withJsonFlag(withConfigFlag(list)).action((flags: SharedFlags & JsonFlag) =>
    run(async () => {
      const file = await openUsers(flags, screen);
      const users = file.read();
      if (flags.json === true) screen.data(users.map(userData));
      else if (users.length === 0) {
        screen.note(`No users in ${file.path}: cellpost user add NAME`);
      } else for (const it of users) screen.result(userLine(it));
      return exitCode.done;
    })
  );
}

/** All but the hash of the password, by which it could be guessed. */
function userData({ passwordHash: _, ...user }: User) {
  return user;
}

function userLine({ name, networks, disabled, role }: User): string {
  return [
    name,
    ...(role === undefined ? [] : [role]),
    ...(networks.length === 0 ? [] : [`from ${networks.join(", ")}`]),
    ...(disabled ? ["disabled"] : []),
  ].join("  ");
}

interface UsersFile {
  readonly path: string;
  /** @throws {CommandError} when it has problems. */
  readonly read: () => readonly User[];
  /** @throws {CommandError} when it cannot be written. */
  readonly write: (users: readonly User[]) => Promise<void>;
}

async function openUsers(
  flags: SharedFlags,
  screen: Screen,
): Promise<UsersFile> {
  const path = await usersPathFor(flags);
  const told = new Set<string>();
  return {
    path,
    read() {
      const result = readUsers(path, { isNetwork });
      if (result.kind === "invalid") {
        throw new CommandError(exitCode.notDone, result.problems.join("\n"));
      }
      for (const text of result.warnings) {
        if (!told.has(text)) screen.note(text);
        told.add(text);
      }
      return result.users;
    },
    write: (users) => writeSecret(screen, path, (it) => writeUsers(it, users)),
  };
}

function find(users: readonly User[], name: string): User | undefined {
  return users.find((it) => nameKey(it.name) === nameKey(name));
}

function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}
