/** Whether the text can be the domain of a mail address, or an address literal: [192.0.2.1]. LAN names hold underscores. */
export function isMailDomain(text: string): boolean {
  const label = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,62})`;
  const shape = new RegExp(
    String.raw`^(?:${label}(?:\.${label})*|\[[0-9a-z:.-]+\])$`,
    "iu",
  );
  return text.length <= 255 && shape.test(text);
}

/** Whether the text stands for senders: "a@b.c", "b.c" or "@b.c" (a domain), "*" (all), "<>" (the null sender). */
export function isSenderPattern(text: string): boolean {
  if (text === "*" || text === "<>") return true;
  const at = text.lastIndexOf("@");
  return isMailDomain(text.slice(at + 1)) &&
    /^[^\s*<>\p{C}]*$/u.test(text.slice(0, Math.max(at, 0)));
}

/** What `isSenderPattern` takes, in words. */
export const senderForms =
  'must be an address such as "plc@plant.example", a domain such as "plant.example", "<>" for mails without a sender, or "*" for all';
