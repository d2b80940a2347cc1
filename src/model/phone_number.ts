/**
 * A number to which an SMS can be addressed: E.164 with its plus sign (`+919812345678`, 7 to 15 digits), or a short code
 * (`72404`, 3 to 8 digits, no plus sign) that only its own network understands.
 */
export type PhoneNumber = string & { readonly PhoneNumber: unique symbol };

const shape = /^(?:\+[1-9][0-9]{6,14}|[0-9]{3,8})$/;

/** Reads a number in canonical form only; what people write is `mail/recipient.ts`'s business. */
export function parsePhoneNumber(text: string): PhoneNumber | undefined {
  return shape.test(text) ? text as PhoneNumber : undefined;
}
