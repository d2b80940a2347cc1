import { parse, stringify, TomlError } from "smol-toml";
import * as v from "valibot";
import { roles, Secret } from "../model/mod.ts";
import { isPasswordHash } from "./password.ts";
import { isUserName, nameKey, nameRule, type User } from "./user.ts";

/** Whether a text is a network in CIDR notation, or one address; `policy` knows. */
export type IsNetwork = (text: string) => boolean;

/** All users of a file, or all that is wrong with it: a line each, saying where and what to do. */
export type UsersResult =
  | {
    readonly kind: "ok";
    readonly users: readonly User[];
    /** What works, but should not stay so. */
    readonly warnings: readonly string[];
  }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const header =
  `# Who may log in. Written by "cellpost user add" and "remove".\n`;

/** Writes the whole file. */
export function serialiseUsers(users: readonly User[]): string {
  if (users.length === 0) return header;
  const user = users.map((
    { name, passwordHash, networks, disabled, role },
  ) => ({
    name,
    password: passwordHash.reveal(),
    ...(networks.length === 0 ? {} : { networks }),
    ...(disabled ? { disabled } : {}),
    ...(role === undefined ? {} : { role }),
  }));
  return `${header}\n${stringify({ user })}`;
}

/** Reads the whole file and finds everything that is wrong with it. No problem shows a hash. */
export function parseUsers(
  text: string,
  { isNetwork }: { readonly isNetwork: IsNetwork },
): UsersResult {
  const parsed = parseToml(text);
  if (parsed.kind === "invalid") return parsed;
  const result = v.safeParse(schemaOf(isNetwork), parsed.table, {
    abortPipeEarly: true,
  });
  const problems = [
    ...(result.issues ?? []).map((issue) => problemOf(issue, parsed.table)),
    ...unknownKeys(parsed.table),
    ...repeatedNames(parsed.table),
  ];
  if (!result.success || problems.length > 0) {
    return { kind: "invalid", problems };
  }
  const users = result.output.user.map((user) => ({
    name: user.name,
    passwordHash: new Secret(user.password),
    networks: user.networks,
    disabled: user.disabled,
    ...(user.role === undefined ? {} : { role: user.role }),
  }));
  return { kind: "ok", users, warnings: [] };
}

type Parsed =
  | { readonly kind: "parsed"; readonly table: Record<string, unknown> }
  | Extract<UsersResult, { kind: "invalid" }>;

function parseToml(text: string): Parsed {
  try {
    return { kind: "parsed", table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The parser also shows the line itself, which is left out: it may hold a hash.
    const [first = ""] = error.message.split("\n");
    const reason = first.replace("Invalid TOML document: ", "");
    const where = `Line ${error.line}, column ${error.column}`;
    const problem =
      `${where}: Not valid TOML: ${reason}; mend it, or move the file away and add the users anew`;
    return { kind: "invalid", problems: [problem] };
  }
}

const hashHint =
  'is nothing that "cellpost user add" writes: remove the user here, and add it anew by that';

function schemaOf(isNetwork: IsNetwork) {
  const networkHint =
    'is no network: write one such as "192.168.1.0/24", or one address';
  const user = v.object(
    {
      name: v.pipe(
        v.string("must be text in quotes"),
        v.check(isUserName, `is no name: use ${nameRule}`),
      ),
      password: v.pipe(v.string(hashHint), v.check(isPasswordHash, hashHint)),
      networks: v.optional(
        v.array(
          v.pipe(v.string(networkHint), v.check(isNetwork, networkHint)),
          'must be a list such as ["192.168.1.0/24"]',
        ),
        [],
      ),
      disabled: v.optional(v.boolean("must be true or false"), false),
      role: v.optional(
        v.picklist(roles, 'must be "viewer", "operator" or "admin"'),
      ),
    },
    ({ received }) =>
      received === "undefined"
        ? "is missing: add it, or remove the user"
        : "must be a table",
  );
  return v.object({
    user: v.optional(v.array(user, "must be written as [[user]]"), []),
  });
}

const knownKeys: readonly string[] = [
  "name",
  "password",
  "networks",
  "disabled",
  "role",
];

function unknownKeys(table: Record<string, unknown>): readonly string[] {
  const complain = (where: string, known: string) =>
    `${where} is unknown: remove it; known: ${known}`;
  const outside = Object.keys(table).filter((key) => key !== "user")
    .map((key) => complain(key, "[[user]]"));
  const inside = entriesOf(table).flatMap((entry, index) =>
    isTable(entry)
      ? Object.keys(entry).filter((key) => !knownKeys.includes(key))
        .map((key) =>
          complain(`${entryName(table, index)} ${key}`, knownKeys.join(", "))
        )
      : []
  );
  return [...outside, ...inside];
}

function problemOf(
  { path, message }: {
    readonly path?: readonly { readonly key: unknown }[] | undefined;
    readonly message: string;
  },
  table: Record<string, unknown>,
): string {
  const [top, index, key, entry] = (path ?? []).map((it) => it.key);
  if (typeof index !== "number") return `${String(top)} ${message}`;
  const place = [
    entryName(table, index),
    ...(key === undefined ? [] : [String(key)]),
    ...(typeof entry === "number" ? [`entry ${entry + 1}`] : []),
  ];
  return `${place.join(" ")} ${message}`;
}

function repeatedNames(table: Record<string, unknown>): readonly string[] {
  const first = new Map<string, number>();
  return namesOf(table).flatMap((name, index) => {
    if (name === undefined) return [];
    const before = first.get(nameKey(name));
    if (before === undefined) first.set(nameKey(name), index);
    return before === undefined ? [] : [
      `${entryName(table, index)} has the name of #${
        before + 1
      }, case aside: remove one of them`,
    ];
  });
}

function entryName(table: Record<string, unknown>, index: number): string {
  const name = namesOf(table)[index];
  const shown = name === undefined ? "" : ` (${JSON.stringify(name)})`;
  return `[[user]] #${index + 1}${shown}`;
}

/** The names by position, undefined where there is none that can be shown. */
function namesOf(
  table: Record<string, unknown>,
): readonly (string | undefined)[] {
  return entriesOf(table).map((entry) => {
    const name = isTable(entry) ? entry["name"] : undefined;
    return typeof name === "string" && isUserName(name) ? name : undefined;
  });
}

function entriesOf({ user }: Record<string, unknown>): readonly unknown[] {
  return Array.isArray(user) ? user : [];
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
