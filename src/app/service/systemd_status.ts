import type { ServiceStatus } from "./manager.ts";

/** The properties that `readStatus` reads. */
export const statusProperties = [
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "MainPID",
  "Result",
  "StatusText",
] as const;

/** What `systemctl show` says of a unit, a `Key=value` a line. */
export function readStatus(shown: string): ServiceStatus {
  const values = new Map(
    shown.split("\n").filter((line) => line.includes("=")).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const value = (key: typeof statusProperties[number]) => values.get(key) ?? "";
  const pid = Number(value("MainPID"));
  return {
    state: stateOf(value("LoadState"), value("ActiveState")),
    automatic: value("UnitFileState").startsWith("enabled"),
    pid: pid > 0 ? pid : undefined,
    detail: detailOf({
      result: value("Result"),
      subState: value("SubState"),
      text: value("StatusText"),
    }),
  };
}

function stateOf(load: string, active: string): ServiceStatus["state"] {
  if (load === "not-found" || load === "") return "not installed";
  switch (active) {
    case "active":
    case "reloading":
      return "running";
    case "activating":
      return "starting";
    case "deactivating":
      return "stopping";
    case "failed":
      return "failed";
    default:
      return "stopped";
  }
}

function detailOf(
  { result, subState, text }: {
    readonly result: string;
    readonly subState: string;
    readonly text: string;
  },
): string {
  // systemd.service(5): between two tries.
  if (subState === "auto-restart") return `ended (${result}), starts again`;
  if (result !== "" && result !== "success") return result;
  return text;
}
