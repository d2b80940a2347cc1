import type { DeliveryState } from "../model/mod.ts";
import type { Palette } from "./palette.ts";

const looks: Readonly<Record<DeliveryState, "good" | "warn" | "bad" | "dim">> =
  {
    queued: "warn",
    sending: "warn",
    uncertain: "bad",
    held: "warn",
    sent: "good",
    delivered: "good",
    failed: "bad",
    expired: "bad",
    cancelled: "dim",
    merged: "dim",
  };

/** A text in the colour of a delivery's state. */
export function paintState(
  state: DeliveryState,
  text: string,
  palette: Palette,
): string {
  return palette[looks[state]](text);
}

// The states of `modem/driver.ts`, and what a survey says of ports.
const modemLooks: Readonly<Record<string, "good" | "warn" | "bad">> = {
  usable: "good",
  free: "good",
  starting: "warn",
  limited: "warn",
  recovering: "warn",
  "not ready": "warn",
  busy: "warn",
  unplugged: "bad",
  blocked: "bad",
  stopped: "bad",
  "no permission": "bad",
  "not there": "bad",
};

/** A text in the colour of a modem's state; as it is where the state says nothing of good or bad. */
export function paintModemState(
  state: string,
  text: string,
  palette: Palette,
): string {
  const look = modemLooks[state];
  return look === undefined ? text : palette[look](text);
}
