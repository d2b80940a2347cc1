import type { Desk } from "../../../src/desk/mod.ts";
import { systemClock } from "../../../src/model/mod.ts";
import { type HouseUser, WebHouse } from "../../support/web_house.ts";

/** Who may see the screen, and how much of it. */
export interface ScreenAccess {
  /** By name; none: whoever is at this machine is an admin. */
  readonly users?: Readonly<Record<string, HouseUser>>;
  /** Whether viewers see no texts. */
  readonly hideText?: boolean;
}

/** The real operator's side on a desk of a test, by the clock of the browser. */
export function startScreen(desk: Desk, access: ScreenAccess = {}): WebHouse {
  return new WebHouse(desk, { ...access, clock: systemClock });
}
