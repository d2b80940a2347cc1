import { decodeDeliver, joinSegments, type UserData } from "../sms/mod.ts";

/**
 * The text of a received SMS from the PDUs of its segments, by their numbers. What is missing of `total`, and what is no text, is
 * told in its place.
 */
export function inboundText(
  pdus: ReadonlyMap<number, string>,
  total: number,
): string {
  let text = "";
  let run: UserData[] = [];
  let gap = 0;
  const endRun = () => {
    if (run.length > 0) text += textOfRun(run);
    run = [];
  };
  for (let number = 1; number <= total; number++) {
    const userData = userDataOf(pdus.get(number));
    if (userData === undefined) {
      endRun();
      gap++;
      if (number < total && userDataOf(pdus.get(number + 1)) === undefined) {
        continue;
      }
      text += missing(number - gap + 1, number, total);
      gap = 0;
    } else run.push(userData);
  }
  endRun();
  // SQLite hands a text back up to its first NUL only.
  return text.replaceAll("\0", "\ufffd");
}

function userDataOf(pdu: string | undefined): UserData | undefined {
  const decoded = pdu === undefined ? undefined : decodeDeliver(pdu);
  return decoded?.kind === "ok" ? decoded.tpdu.userData : undefined;
}

function textOfRun(run: readonly UserData[]): string {
  const text = joinSegments(run);
  const units = run.reduce((sum, { units }) => sum + units.length, 0);
  // A picture, a ringing tone, settings by the operator: its PDUs are kept.
  return text === "" && units > 0 ? `[no text: ${units} octets of data]` : text;
}

function missing(first: number, last: number, total: number): string {
  return first === last
    ? `[segment ${first} of ${total} is missing]`
    : `[segments ${first} to ${last} of ${total} are missing]`;
}
