/** How a program of the system ended, and what it said. */
export interface ProgramOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not there: as shells say it. */
export const noSuchProgram = 127;

/** Runs a program of the system to its end, without a shell and without a terminal. */
export async function runProgram(
  program: string,
  args: readonly string[],
): Promise<ProgramOutcome> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const stderr = `${program} is not on this system`;
    return { code: noSuchProgram, stdout: "", stderr };
  }
}
