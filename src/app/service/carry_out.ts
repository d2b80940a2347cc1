import { CommandError, exitCode } from "../exit_code.ts";
import { runProgram } from "./run_program.ts";
import { done, type Step } from "./step.ts";

/**
 * Does the steps in their order, and answers a line each for what is worth one.
 *
 * @throws {CommandError} at the first that fails; what was done before stays, and all of it may be done again.
 */
export async function carryOut(steps: readonly Step[]): Promise<string[]> {
  const lines: string[] = [];
  for (const step of steps) {
    try {
      await carryOutOne(step);
    } catch (error) {
      if (error instanceof CommandError) {
        throw new CommandError(
          error.code,
          [...lines, error.message].join("\n"),
        );
      }
      throw error;
    }
    const line = done(step);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

async function carryOutOne(step: Step): Promise<void> {
  switch (step.do) {
    case "copy":
      return replace(
        step.to,
        step.mode,
        (draft) => Deno.copyFileSync(step.from, draft),
      );
    case "write":
      return replace(
        step.path,
        step.mode,
        (draft) => Deno.writeTextFileSync(draft, step.text, { mode: 0o600 }),
      );
    case "folder":
      return makeFolder(step.path, step.mode);
    case "remove":
      return remove(step.path);
    case "run":
      return await run(step);
    case "say":
      return;
    default:
      return step satisfies never;
  }
}

// In one step, also where the file is a program that runs at this moment.
function replace(
  path: string,
  mode: number,
  fill: (draft: string) => void,
): void {
  const draft = `${path}.new`;
  attempt(`write ${path}`, () => {
    try {
      fill(draft);
      Deno.chmodSync(draft, mode);
      Deno.renameSync(draft, path);
    } catch (error) {
      remove(draft);
      throw error;
    }
  });
}

/** One that is there keeps its mode. */
function makeFolder(path: string, mode: number): void {
  attempt(`make ${path}`, () => {
    try {
      Deno.mkdirSync(path, { recursive: false });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return;
      throw error;
    }
    Deno.chmodSync(path, mode);
  });
}

function remove(path: string): void {
  attempt(`remove ${path}`, () => {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  });
}

function attempt(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCode.system, `Cannot ${what}: ${why}`);
  }
}

async function run(step: Extract<Step, { do: "run" }>): Promise<void> {
  const { advice, program, args, optional = false } = step;
  const { code, stdout, stderr } = await runProgram(program, args);
  if (code === 0 || optional) return;
  const [why = ""] = (stderr || stdout).split("\n");
  throw new CommandError(
    exitCode.system,
    `"${[program, ...args].join(" ")}" failed with ${code}: ${why}${
      advice === undefined ? "" : `; ${advice}`
    }`,
  );
}
