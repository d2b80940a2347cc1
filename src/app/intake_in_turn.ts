import type { Intake } from "../delivery/mod.ts";

/** An intake that another one may take the place of: each question goes to the one that holds when it is asked. */
export interface IntakeInTurn extends Intake {
  replace(intake: Intake): void;
}

/** Begins with this one. */
export function inTurn(first: Intake): IntakeInTurn {
  let intake = first;
  // With all that is given: one that named its arguments would lose what is added to them later, and nobody would notice.
  return {
    replace: (next) => void (intake = next),
    recipient: (...given) => intake.recipient(...given),
    message: (...given) => intake.message(...given),
    unheard: (...given) => intake.unheard(...given),
    numbersOf: (...given) => intake.numbersOf(...given),
    send: (...given) => intake.send(...given),
    sendAgain: (...given) => intake.sendAgain(...given),
    get given() {
      return intake.given;
    },
    get underWay() {
      return intake.underWay;
    },
  };
}
