import type { DeliveryEvent } from "../delivery/mod.ts";
import { type LogLine, shown } from "./log_line.ts";

type Replied = Extract<DeliveryEvent, { readonly kind: "replied" }>;

/** What has followed from a received SMS, in one line without its text. */
export function repliedLine({ sms, decision }: Replied): LogLine {
  const { item, number } = sms;
  const { word, mail } = decision;
  const who = number ?? (item.from === "" ? "an unknown sender" : item.from);
  const to = mail.kind === "posted" ? mail.notice.to.join(", ") : undefined;
  const goes = mail.kind === "posted"
    ? `goes by mail to <${shown(to ?? "")}>`
    : `stays in the inbox: ${shown(mail.why)}`;
  const said = word === undefined ? "" : saidText(word);
  return {
    level: "info",
    text: `SMS ${sms.id} from ${shown(who)} by ${item.modem} ${said}${goes}`,
    properties: {
      event: "replied",
      inbox: sms.id,
      from: who,
      modem: item.modem,
      ...(to === undefined ? {} : { to }),
      ...(mail.kind === "kept" ? { why: mail.why } : {}),
      ...(word === undefined ? {} : { word: word.kind }),
    },
  };
}

function saidText({ kind, number }: NonNullable<Replied["decision"]["word"]>) {
  return kind === "stop"
    ? `puts ${number} on the deny list, and `
    : `takes ${number} off the deny list, and `;
}
