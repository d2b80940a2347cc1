import { CommandError, exitCode } from "../exit_code.ts";
import type { ServiceManager } from "./manager.ts";
import { systemdManager } from "./systemd_manager.ts";
import { openWindowsManager } from "./windows_manager_here.ts";

/**
 * The service manager of this system, for one command; whoever asks for it disposes of it.
 *
 * @throws {CommandError} on a system that cellpost cannot be a service of.
 */
export function serviceManager(): ServiceManager & Disposable {
  switch (Deno.build.os) {
    case "linux":
      return { ...systemdManager, [Symbol.dispose]() {} };
    case "windows":
      return openWindowsManager();
    default:
      throw new CommandError(
        exitCode.usage,
        `cellpost cannot be installed as a service on ${Deno.build.os}: let its own service manager start "cellpost serve"`,
      );
  }
}
