/** How a command ends; README.md lists them for scripts. */
export const exitCode = {
  /** Done. */
  done: 0,
  /** Not done: the config has problems, the message was refused or failed, there is no such id. */
  notDone: 1,
  /** The command line, or a config without what the command needs, cannot be carried out. */
  usage: 2,
  /** The machine says no: database, port or address not to be had, or another cellpost runs. */
  system: 3,
  /** A bug; the stack trace is for its report. */
  bug: 70,
} as const;

/** One of the exit codes. */
export type ExitCode = typeof exitCode[keyof typeof exitCode];

/** A user's mistake or the machine's refusal, told in one line; ends the command with its code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(readonly code: ExitCode, message: string) {
    super(message);
  }
}

/** How a process ends that has met a bug. */
export const crashCode: number = exitCode.bug;
