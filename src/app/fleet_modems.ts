import type { Config, ModemConfig } from "../config/mod.ts";
import { compileFirstGroup } from "../mail/mod.ts";
import type { FleetModem } from "../modem/mod.ts";
import { parseAmount } from "./amount.ts";
import { CommandError, exitCode } from "./exit_code.ts";

/** A modem of the config in the words of the modem room, without the check of its balance. */
export function fleetModem(
  { baud, balance: _, ...modem }: ModemConfig,
): FleetModem {
  return { ...modem, baudRate: baud };
}

/**
 * All modems of the config, with the checks of their balances.
 *
 * @throws {CommandError} when a pattern cannot be used.
 */
export function fleetModems({ modems }: Config): Promise<FleetModem[]> {
  return Promise.all(modems.map(async (modem): Promise<FleetModem> => {
    const { balance } = modem;
    if (balance === undefined) return fleetModem(modem);
    const { pattern, ...rest } = balance;
    const finder = await compileFirstGroup(pattern);
    if (finder.kind === "wrong") {
      throw new CommandError(
        exitCode.notDone,
        `The pattern of the balance of modem "${modem.name}" is wrong: ${finder.text}`,
      );
    }
    const amountIn = (text: string) => parseAmount(finder.find(text) ?? "");
    return { ...fleetModem(modem), balance: { ...rest, amountIn } };
  }));
}
