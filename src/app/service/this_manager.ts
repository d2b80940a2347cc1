import { CommandError, exitCode } from "../exit_code.ts";
import type { ServiceManager } from "./manager.ts";
import { systemdManager } from "./systemd_manager.ts";

/**
 * The service manager of this system.
 *
 * @throws {CommandError} on a system that cellpost cannot be a service of.
 */
export function serviceManager(): ServiceManager {
  switch (Deno.build.os) {
    case "linux":
      return systemdManager;
    default:
      throw new CommandError(
        exitCode.usage,
        `cellpost cannot be installed as a service on ${Deno.build.os}: let its own service manager start "cellpost serve"`,
      );
  }
}
