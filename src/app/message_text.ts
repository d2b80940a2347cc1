import { formatDuration } from "../config/mod.ts";
import type { DeliveryHistory, MessageView } from "../desk/mod.ts";
import { segmentsText } from "./fate_line.ts";
import { historyLines } from "./history_words.ts";
import { localTime } from "./local_time.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { paintState } from "./state_look.ts";

/** How a message is told. */
export interface MessageTextOptions {
  readonly palette: Palette;
  /** Wall milliseconds. */
  readonly now: number;
}

/** All that is known of a message, with its history, for people. */
export function messageLines(
  message: MessageView,
  options: MessageTextOptions,
): readonly string[] {
  return [
    `Message  ${message.id}, accepted ${localTime(message.acceptedAt)}`,
    `From     ${originText(message)}`,
    ...(message.subject === ""
      ? []
      : [`Subject  ${printable(message.subject)}`]),
    "Text",
    ...(message.message.text === "" ? ["  (cleared)"] : []),
    ...message.message.text.split("\n").map((line) => `  | ${printable(line)}`),
    ...message.deliveries.flatMap((it) => deliveryLines(it, options)),
  ];
}

function originText(message: MessageView): string {
  const { source, madeBy, reversePath, clientAddress, user = "" } = message;
  if (source === "smtp") {
    return `<${printable(reversePath)}> at ${clientAddress}`;
  }
  if (source === "api") {
    return `${printable(user)} by API, at ${clientAddress}`.trimStart();
  }
  return madeBy === undefined ? "a command" : `cellpost itself (${madeBy})`;
}

function deliveryLines(
  delivery: DeliveryHistory,
  { palette, now }: MessageTextOptions,
): readonly string[] {
  const { recipient, state, segmentCount, reason, history } = delivery;
  const next = delivery.nextAttemptAt !== undefined && state === "queued"
    ? `, next try in ${until(delivery.nextAttemptAt, now)}`
    : "";
  const why = reason === "" ? "" : `: ${printable(reason)}`;
  const double = delivery.possibleDuplicate ? " (possible duplicate)" : "";
  const priority = delivery.wishes?.priority;
  const how = [
    ...(priority === undefined ? [] : [priority]),
    ...(delivery.route === undefined ? [] : [`route ${delivery.route}`]),
  ];
  return [
    `To ${recipient}  ${paintState(state, state, palette)}${double}, ${
      segmentsText(segmentCount)
    }${next}${why}`,
    ...(how.length === 0 ? [] : [`  ${how.join(", ")}`]),
    ...historyLines(history, segmentCount).map((line) =>
      `  ${printable(line)}`
    ),
  ];
}

function until(at: number, now: number): string {
  return formatDuration(Math.max(0, Math.ceil((at - now) / 1000)) * 1000);
}
