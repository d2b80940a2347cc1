import type { ModemView } from "../../desk/mod.ts";
import { isTelling } from "../../modem/mod.ts";
import type { Choice } from "./questions.ts";

/** The modems of a survey, to be chosen: by what stays the same when they are plugged in elsewhere. */
export function modemChoices(views: readonly ModemView[]): readonly Choice[] {
  return views.flatMap((view) => {
    const { state, identity } = view;
    const isModem = identity !== undefined &&
      ["free", "not ready", "ready"].includes(state);
    return isModem
      ? [{ value: valueOf(view, views), label: labelOf(view) }]
      : [];
  });
}

function valueOf(
  { identity, port }: ModemView,
  views: readonly ModemView[],
): string {
  const { imei = "", iccid = "" } = identity ?? {};
  // Cheap makes give one IMEI to many.
  const sharers = views.filter((it) => it.identity?.imei === imei);
  if (isTelling(imei) && sharers.length === 1) return `imei:${imei}`;
  return iccid === "" ? port : `iccid:${iccid}`;
}

function labelOf(view: ModemView): string {
  const { identity, network, port, state, detail } = view;
  const make = [identity?.manufacturer, identity?.model]
    .filter((it) => it !== undefined && it !== "").join(" ");
  // What stands behind it tells how to write the section, which is what happens here anyway.
  const [trouble = ""] = detail.split(/; (?:to use it|taken by)/);
  const facts = [
    `${make || "A modem"} at ${port}`,
    network?.operator ?? "",
    network?.signalDbm === undefined ? "" : `${network.signalDbm} dBm`,
    state === "not ready" ? `not ready: ${trouble}` : "",
  ].filter((it) => it !== "");
  return facts.join(", ").replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "?");
}
