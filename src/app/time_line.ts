import type { DeliveryEvent } from "../delivery/mod.ts";
import type { Submission } from "../queue/mod.ts";
import type { LogLine } from "./log_line.ts";

type Of<Kind extends DeliveryEvent["kind"]> = Extract<
  DeliveryEvent,
  { kind: Kind }
>;

/** Says that a delivery was due and waits all the same. */
export function putOffLine({ id, recipient, until, reason }: Of<"putOff">) {
  const why = reason === "" ? "" : `: ${reason}`;
  return {
    level: "info",
    text: `${id} to ${recipient} put off${why}`,
    properties: { event: "putOff", id, recipient, until, reason },
  } as const satisfies LogLine;
}

/** Says behind an accepted mail which of its deliveries wait, and why; "" when none does. */
export function waitsText({ times = new Map() }: Pick<Submission, "times">) {
  const byReason = Map.groupBy(times, ([, it]) => it.reason ?? "");
  return [...byReason]
    .filter(([reason]) => reason !== "")
    .map(([reason, those]) =>
      `; ${reason} for ${those.map(([number]) => number).join(", ")}`
    )
    .join("");
}
