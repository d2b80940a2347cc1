import * as nodePath from "node:path";
import { buildConfig } from "./build.ts";
import type { Config } from "./config.ts";
import type { Judges } from "./judges.ts";
import type { Overrides } from "./overrides.ts";
import type { Problem } from "./problem.ts";
import type { Document } from "./schema.ts";
import { validate } from "./validate.ts";
import type { WrittenConfig } from "./written_config.ts";

/** What `loadConfig` needs to know. */
export interface LoadOptions {
  /** From `--config`; undefined searches the usual places. Counts from `cwd`. */
  readonly configPath?: string | undefined;
  readonly overrides?: Overrides;
  /** Whom to ask about values that other rooms read; default: nobody. */
  readonly judges?: Judges;
  /** The working folder. */
  readonly cwd: string;
  /** The operating system, as `Deno.build.os` names it; default: this one. */
  readonly os?: typeof Deno.build.os;
  /** The environment; default: this process's. */
  readonly env?: (name: string) => string | undefined;
}

/** The whole configuration, or all that is wrong with it. `path` is the file that was read; undefined: none was found. */
export type LoadResult =
  | {
    readonly kind: "ok";
    readonly config: Config;
    /** What it was made of. */
    readonly source: WrittenConfig;
    readonly path: string | undefined;
  }
  | {
    readonly kind: "invalid";
    readonly problems: readonly Problem[];
    readonly path: string | undefined;
  };

/** Reads one variable of this process's environment: the only place in the house that does. */
export function environmentVariable(name: string): string | undefined {
  return Deno.env.get(name);
}

/** As `environmentVariable`, of one that is meant for this process alone: its children do not inherit it. */
export function takeEnvironmentVariable(name: string): string | undefined {
  const value = Deno.env.get(name);
  if (value !== undefined) Deno.env.delete(name);
  return value;
}

/** Where the file is looked for, in order; the first that is there is taken. With `configPath`, only there. */
export function configCandidates(options: LoadOptions): readonly string[] {
  const { configPath, cwd } = options;
  const os = options.os ?? Deno.build.os;
  const env = options.env ?? environmentVariable;
  const { join, resolve } = pathsOf(os);
  if (configPath !== undefined) return [resolve(cwd, configPath)];
  const system = os === "windows"
    ? join(env("ProgramData") ?? "C:\\ProgramData", "cellpost", "config.toml")
    : "/etc/cellpost/config.toml";
  return [join(cwd, "config.toml"), system];
}

/**
 * Finds the file, reads it, lets the command line override it and checks everything. Without any file the defaults
 * hold. Never throws for what an operator can do wrong.
 */
export function loadConfig(options: LoadOptions): LoadResult {
  for (const path of configCandidates(options)) {
    const file = readFile(path);
    switch (file.kind) {
      case "text":
        return read(options, file.text, path);
      case "missing":
        if (options.configPath === undefined) continue;
        return unreadable(path, "There is no such file; check --config");
      case "unreadable":
        return unreadable(path, file.reason);
      default:
        return file satisfies never;
    }
  }
  return read(options, "", undefined);
}

function read(
  options: LoadOptions,
  text: string,
  path: string | undefined,
): LoadResult {
  const { cwd, overrides = {}, judges } = options;
  const { dirname, resolve } = pathsOf(options.os ?? Deno.build.os);
  const { queuePath } = overrides;
  const result = validate(text, {
    ...overrides,
    ...(queuePath && { queuePath: resolve(cwd, queuePath) }),
  }, judges);
  if (result.kind === "invalid") return { ...result, path };
  const folder = path === undefined ? cwd : dirname(path);
  const build = (document: Document) =>
    buildConfig(document, (it) => resolve(folder, it));
  const { document, written } = result;
  const config = build(document);
  const source = { written, document, config, build };
  return { kind: "ok", config, source, path };
}

function pathsOf(os: typeof Deno.build.os): nodePath.PlatformPath {
  return os === "windows" ? nodePath.win32 : nodePath.posix;
}

function unreadable(path: string, text: string): LoadResult {
  const problem = { origin: "file", line: undefined, key: "", text } as const;
  return { kind: "invalid", problems: [problem], path };
}

type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

function readFile(path: string): FileText {
  try {
    const bytes = Deno.readFileSync(path);
    // Drops the byte order mark that Windows editors put in front.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { kind: "text", text };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "missing" };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) {
    return "The file is not UTF-8 text; save it in that encoding";
  }
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable
  ) {
    return "No permission to read the file; let this user read it";
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The file cannot be read: ${message}`;
}
