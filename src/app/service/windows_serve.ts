import { dirname, join } from "node:path";
import { configCandidates } from "../../config/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { LogFile } from "./log_file.ts";
import { runAsService, type ServiceRun } from "./windows_service.ts";
import { WindowsServiceFfi } from "./windows_service_ffi.ts";

/** The folder of a Windows service: `%ProgramData%\cellpost`, where the system's config lies too. */
export function serviceFolder(): string {
  const places = configCandidates({ cwd: Deno.cwd() });
  return dirname(places.at(-1) ?? Deno.cwd());
}

/** Where a service writes that was not told where: one that somebody made by hand. */
export function ownLogPath(): string {
  return join(serviceFolder(), "cellpost.log");
}

/**
 * Runs a program as the service of that name, for which Windows has started this process.
 *
 * @throws {CommandError} when Windows has not.
 */
export async function asWindowsService(
  { name, logPath }: { readonly name: string; readonly logPath: string },
  program: (run: ServiceRun) => Promise<number>,
): Promise<number> {
  if (Deno.build.os !== "windows") {
    throw new CommandError(
      exitCode.usage,
      "--service is how Windows starts cellpost: leave it out on this system",
    );
  }
  using log = new LogFile(logPath);
  using host = new WindowsServiceFfi(name);
  return await runAsService(program, { name, host, clock: systemClock, log });
}
