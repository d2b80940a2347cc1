import { nearest } from "./nearest.ts";

/** Whether this machine knows the rules of a time zone of this name (IANA), in any case, old names included. */
export function isTimeZone(name: string): boolean {
  // An offset such as "+01:00" has no rules: in summer it would be wrong.
  if (!/^[a-z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The time zone that was probably meant, also by its city alone; undefined when there is none. */
export function nearestTimeZone(written: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const whole = nearest(written, zones);
  if (whole !== undefined) return whole;
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf("/") + 1);
  const city = nearest(cityOf(written), zones.map(cityOf));
  return zones.find((zone) => cityOf(zone) === city);
}
