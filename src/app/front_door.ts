import type { Config, ListenerConfig, ScheduleConfig } from "../config/mod.ts";
import type {
  ComposeOptions,
  DoorOptions,
  EscalationRule,
  IntakeOptions,
} from "../delivery/mod.ts";
import {
  compileDisclaimers,
  createDomainDefaults,
  readRecipient,
  type RecipientOptions,
} from "../mail/mod.ts";
import { type Clock, findTimeZone, type TimeZone } from "../model/mod.ts";
import {
  createDirectory,
  createRules,
  type Directory,
  matcherOf,
  nameKey,
  type Network,
  parseNetwork,
  type ScheduleOptions,
  type Usage,
  UsageBook,
} from "../policy/mod.ts";
import type { Store } from "../queue/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { membersTexts, phoneBook } from "./people.ts";
import { answerAddress } from "./answer_address.ts";
import { routerOf } from "./routing.ts";

/** The config's words for who may send what, made into what the delivery room asks. */
export interface FrontDoor extends DoorOptions {
  readonly compose: ComposeOptions;
  readonly escalation?: NonNullable<IntakeOptions["escalation"]>;
}

/** What a door is made with besides its config. */
export interface DoorParts {
  readonly clock: Clock;
  readonly store: Store;
}

/** As long as the longest window of a limit, and one of its steps more. */
const usageMs = (24 * 60 + 15) * 60_000;

/**
 * Makes the door that the config describes; what was accepted in the last day counts, so that a restart lifts no limit.
 *
 * @throws {CommandError} when a pattern or the phone book cannot be used.
 * @throws {StoreError} when the queue cannot be read.
 */
export async function makeFrontDoor(
  config: Config,
  { clock, store, usage }: DoorParts & {
    /** What counts under the limits; read from the store when left out. */
    readonly usage?: UsageBook | undefined;
  },
): Promise<FrontDoor> {
  const allow = new Map(
    config.smtp.listeners.map((it) => [listenerName(it), networks(it.allow)]),
  );
  const everywhere = networks(config.smtp.allow);
  const recipient = recipientOptions(config, clock);
  const rules = config.escalations.map(escalationRule);
  return {
    recipient,
    ...(rules.length === 0
      ? {}
      : { escalation: { rules, peopleOf: phoneBook(recipient) } }),
    ...routesOf(config),
    compose: await composeOptions(config),
    allowAt: (listener) => allow.get(listener ?? "") ?? everywhere,
    rules: createRules(config.policy),
    usage: usage ?? seededUsage(config, { clock, store }),
    isDenied: (number) => store.replies.isDenied(number),
    ...answerAddress(config),
    clock,
  };
}

function escalationRule(
  { for: whose, from, to, ...plan }: Config["escalations"][number],
): EscalationRule {
  return {
    for: whose === "*" ? whose : membersTexts(whose),
    from,
    plan: { ...plan, to: membersTexts(to) },
  };
}

function routesOf(
  config: Config,
): Pick<FrontDoor, "router" | "priorityOf"> {
  if (config.routes.length === 0) return {};
  const { senders } = config;
  const matches = matcherOf(addressesOf(senders));
  return {
    router: routerOf(config),
    priorityOf: (path) =>
      senders.find(({ address }) => matches(address, path))?.priority,
  };
}

function addressesOf(senders: Config["senders"]): readonly string[] {
  return senders.map(({ address }) => address);
}

/** How a listener is called where its rules must be found again. */
export function listenerName({ address }: ListenerConfig): string {
  return `${address.hostname}:${address.port}`;
}

/** Networks that the config room has checked already. */
export function networks(texts: readonly string[]): readonly Network[] {
  return texts.flatMap((text) => parseNetwork(text) ?? []);
}

function recipientOptions(config: Config, clock: Clock): RecipientOptions {
  const zone = zoneOf(config);
  const directory = directoryOf(config, zone);
  const asked = new Set(config.routes.flatMap(({ groups }) => groups));
  const groups = groupsToNote(config, directory);
  return {
    ...config.message,
    lookUp: (name, at) => {
      const found = directory.resolve(name, at ?? clock.now());
      const key = nameKey(name);
      return found.kind === "numbers"
        ? {
          ...found,
          ...(asked.has(key) ? { group: key } : {}),
          ...(groups.has(key) ? { reached: key } : {}),
        }
        : found;
    },
    defaultsOf: createDomainDefaults(Object.fromEntries(config.domains)),
    localClock: { zone, clock },
  };
}

/** All groups, where quiet hours ask by which of them a number was reached. */
function groupsToNote(
  { quiet }: Config,
  directory: Directory,
): ReadonlySet<string> {
  if (!quiet.some(({ groups }) => groups.length > 0)) return new Set();
  const names = [...directory.memberships()];
  return new Set(
    names.filter(([, { kind }]) => kind === "group").map(([name]) => name),
  );
}

/** By what clocks the config goes. */
export function zoneOf({ message }: Config): TimeZone {
  const zone = findTimeZone(message.timezone ?? "");
  if (zone !== undefined) return zone;
  throw new CommandError(
    exitCode.notDone,
    `[message] timezone "${message.timezone}" is not known on this machine: write another, or "" for the machine's own`,
  );
}

/** The phone book of the config. */
export function directoryOf(config: Config, zone: TimeZone): Directory {
  const canonical = (numbers: readonly string[]) =>
    numbers.flatMap((number) => numbersOf(number, config));
  const members = (list: ScheduleConfig["members"]) =>
    list.flatMap((it) =>
      it.kind === "name" ? [it.name] : numbersOf(it.number, config)
    );
  const entries = <T>(map: ReadonlyMap<string, T>, read: (it: T) => string[]) =>
    Object.fromEntries([...map].map(([name, it]) => [name, read(it)]));
  const reading = createDirectory({
    contacts: entries(config.contacts, canonical),
    groups: entries(config.groups, members),
    schedules: config.schedules.map((it) =>
      scheduleOf(it, members(it.members))
    ),
    zone,
  });
  if (reading.kind === "directory") return reading.directory;
  // The config room has the same rules: only a bug gets here, and it is told by name.
  const texts = reading.problems.map(({ path, text }) =>
    `${path.join(".")} ${text}`
  );
  throw new CommandError(exitCode.notDone, texts.join("\n"));
}

/** A number of the phone book as it will be dialled. */
export function numbersOf(number: string, { message }: Config): string[] {
  const reading = readRecipient(number, message);
  return reading.kind === "accepted" && reading.recipient.kind === "phones"
    ? [...reading.recipient.numbers]
    : [];
}

const dayNames = ["", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function scheduleOf(
  schedule: ScheduleConfig,
  members: readonly string[],
): ScheduleOptions {
  return { group: schedule.group, ...shiftOf(schedule), members };
}

/** Days and times as the policy room reads them. */
export function shiftOf(
  { days, fromMinute, toMinute }: Pick<
    ScheduleConfig,
    "days" | "fromMinute" | "toMinute"
  >,
): Pick<ScheduleOptions, "days" | "from" | "to"> {
  return {
    days: days.map((day) => dayNames[day] ?? ""),
    from: clockTime(fromMinute),
    to: clockTime(toMinute),
  };
}

function clockTime(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

async function composeOptions(
  { message, senders }: Config,
): Promise<ComposeOptions> {
  const { stripPatterns, ...options } = message;
  const { strip, problems } = await compileDisclaimers(stripPatterns);
  if (problems.length > 0) {
    const lines = problems.map(({ index, text }) =>
      `[message] strip_patterns, entry ${index + 1}, is wrong: ${text}`
    );
    throw new CommandError(exitCode.notDone, lines.join("\n"));
  }
  return {
    ...options,
    ...(stripPatterns.length === 0 ? {} : { stripDisclaimers: strip }),
    ...(senders.length === 0 ? {} : {
      senders: {
        rules: senders,
        matches: matcherOf(addressesOf(senders)),
      },
    }),
  };
}

/**
 * The limits of another config, with all that counts under them: those of before where they are the same, else new ones, which are told of
 * what is still counted under those of before.
 *
 * @throws {StoreError} when the queue cannot be read.
 */
export function usageAfter(
  before: { readonly config: Config; readonly door: FrontDoor },
  config: Config,
  parts: DoorParts & {
    /** What is counted and not yet in the store. */
    readonly underWay: readonly Usage[];
  },
): UsageBook {
  const { usage: old } = before.door;
  if (UsageBook.limitsAreSame(before.config.policy, config.policy)) return old;
  const usage = seededUsage(config, parts);
  usage.count(parts.underWay, parts.clock.monotonic());
  old.bequeath(usage);
  return usage;
}

function seededUsage(
  { policy }: Config,
  { clock, store }: DoorParts,
): UsageBook {
  const usage = new UsageBook(policy);
  if (!usage.limits) return usage;
  const now = clock.now();
  const past = store.usage(now - usageMs)
    // What an operator sends by command is on nobody's account.
    .filter(({ clientAddress }) => clientAddress !== "")
    .map((
      { acceptedAt, clientAddress, user, reversePath, recipient, count },
    ) => ({
      client: clientAddress,
      user: user === "" ? undefined : user,
      sender: reversePath,
      recipient,
      ageMs: now - acceptedAt,
      deliveries: count,
    }));
  usage.seed(past, clock.monotonic());
  return usage;
}
