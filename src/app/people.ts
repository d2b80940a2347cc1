import type { Config } from "../config/mod.ts";
import type { PeopleOf } from "../delivery/mod.ts";
import type { Clock, PhoneNumber } from "../model/mod.ts";
import { readRecipient, type RecipientOptions } from "../mail/mod.ts";

type Members = NonNullable<Config["admin"]>["numbers"];

/** Members of a list as they are written in an address: names and numbers. */
export function membersTexts(members: Members): readonly string[] {
  return members.map((it) => it.kind === "name" ? it.name : it.number);
}

/** Whether a number is one of `[admin] numbers` at this moment. */
export function isAdmin(
  { admin }: Config,
  recipient: RecipientOptions,
  clock: Clock,
): (number: PhoneNumber) => boolean {
  const peopleOf = phoneBook(recipient);
  const texts = membersTexts(admin?.numbers ?? []);
  return (number) =>
    texts.some((it) => peopleOf(it, clock.now()).includes(number));
}

/** Looks people up by the phone book that mails are addressed by; nobody where a name is unknown or nobody is on call. */
export function phoneBook(options: RecipientOptions): PeopleOf {
  return (text, at) => {
    const found = options.lookUp?.(text, at) ?? { kind: "unknown" };
    if (found.kind === "numbers") return found.numbers;
    if (found.kind === "nobody") return [];
    const reading = readRecipient(text, options);
    return reading.kind === "accepted" && reading.recipient.kind === "phones"
      ? reading.recipient.numbers
      : [];
  };
}
