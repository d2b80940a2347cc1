import { inFolder } from "./paths.ts";
import {
  type PrintedSms,
  serve,
  type ServedAppliance,
  type ServeOptions,
} from "./served_appliance.ts";

/** How an appliance is served to one client. */
export type ArrivalOptions = Omit<ServeOptions, "folder">;

/**
 * Lets a client mail to an appliance of its own, and returns the SMS that arrived once the appliance has stopped: so nothing
 * came after them.
 */
export async function arrivals(
  count: number,
  mail: (appliance: ServedAppliance) => Promise<unknown>,
  options: ArrivalOptions = {},
): Promise<readonly PrintedSms[]> {
  let arrived: readonly PrintedSms[] = [];
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder, ...options });
    await mail(appliance);
    await appliance.arrive(count);
    await appliance.stop();
    arrived = appliance.arrived;
  });
  return arrived;
}
