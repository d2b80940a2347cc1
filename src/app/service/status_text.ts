import type { ServiceStatus } from "./manager.ts";

/** How a service is, in a line. */
export function statusText(
  name: string,
  { state, automatic, pid, detail }: ServiceStatus,
): string {
  if (state === "not installed") {
    return `${name} is not installed as a service: "cellpost service install" does that`;
  }
  return [
    `${name}: ${state}`,
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    automatic ? "starts with the machine" : "does not start with the machine",
    ...(detail === "" ? [] : [detail]),
  ].join(", ");
}
