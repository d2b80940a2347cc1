import type { Intake } from "../delivery/mod.ts";

/** An intake that another one may take the place of: each question goes to the one that holds when it is asked. */
export interface IntakeInTurn extends Intake {
  replace(intake: Intake): void;
}

/** Begins with this one. */
export function inTurn(first: Intake): IntakeInTurn {
  let intake = first;
  return {
    replace: (next) => void (intake = next),
    recipient: (path, context) => intake.recipient(path, context),
    message: (envelope, raw) => intake.message(envelope, raw),
    unheard: (id) => intake.unheard(id),
    numbersOf: (recipient) => intake.numbersOf(recipient),
    send: (to, text, options) => intake.send(to, text, options),
    sendAgain: (message, recipients) => intake.sendAgain(message, recipients),
    get given() {
      return intake.given;
    },
    get underWay() {
      return intake.underWay;
    },
  };
}
