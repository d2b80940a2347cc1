import type { NoticeView } from "../desk/mod.ts";

/**
 * What people call a notice: the log and `cellpost queue notices` say it. Made of its key, which tells what the notice is about, and
 * also, for the machine, which one of several it is.
 */
export function noticeName({ key, kind }: Pick<NoticeView, "key" | "kind">) {
  switch (kind) {
    case "report":
      return key.replace(
        /^report\/([^.]+)(\.late)?.*$/,
        (_, id: string, late?: string) =>
          `${id} report${late === undefined ? "" : " (delayed)"}`,
      );
    case "alarm":
      // The address is behind it where there are several.
      return key.replace(
        /^alarm:(.+):\d+:([a-z]+):\d+:.*$/,
        "Alarm $1 ($2)",
      );
    case "forward":
      return key.replace(/^forward:/, "SMS ");
    default:
      return kind satisfies never;
  }
}
