/** "Replace Short Message Type 1" is 0x41, and so on to 7. TS 23.040 §9.2.3.9. */
const replaceTypeBase = 0x40;

/**
 * Writes TP-PID. Of several segments each would take the place of the one before, so only a message of one is sent as
 * replacing; `replaceType` is 1 to 7, or 0 for none.
 */
export function encodeProtocolIdentifier(
  replaceType: number,
  { segments }: { readonly segments: number },
): number {
  return replaceType > 0 && segments === 1 ? replaceTypeBase | replaceType : 0;
}

/**
 * Which earlier message this one takes the place of: the last of the same type, 1 to 7, from the same sender. Undefined when
 * it stands for itself, as with every other TP-PID.
 */
export function replaceTypeOf(protocolIdentifier: number): number | undefined {
  const type = protocolIdentifier - replaceTypeBase;
  return type >= 1 && type <= 7 ? type : undefined;
}
