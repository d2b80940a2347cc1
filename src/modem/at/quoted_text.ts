/** A USSD string has 182 characters at most (TS 23.038 §6.1.2.3), so what is longer is none: its quote was lost. */
const longestText = 200;

const opening = /^\+CUSD:\s*\d+\s*,\s*"/;
/** The quote that ends the text, with or without what says how it is coded. TS 27.007 §7.15. */
const closing = /"\s*(?:,\s*\d*\s*)?$/;
/** No network's words, but the modem's own: the text has ended without its quote. */
const otherWords = /^(?:OK|ERROR|[+^][A-Z0-9]+(?: ERROR)?:.*)$/;

/**
 * Whether the text of +CUSD goes on in the next line: a network's menu has lines, and one of them may begin with ">", which is
 * a prompt anywhere else.
 */
export class QuotedText {
  /** Characters that may still come; 0 outside of a text. */
  #room = 0;

  /** Whether the next line begins within a text. */
  get isOpen(): boolean {
    return this.#room > 0;
  }

  /** Takes in a whole line. */
  take(line: string): void {
    const start = opening.exec(line)?.[0];
    if (start !== undefined) {
      this.#room = longestText;
      this.#goOn(line.slice(start.length));
    } else if (otherWords.test(line)) {
      this.#room = 0;
    } else if (this.isOpen) {
      this.#goOn(line);
    }
  }

  #goOn(text: string): void {
    this.#room = closing.test(text)
      ? 0
      : Math.max(0, this.#room - text.length - 1);
  }
}
