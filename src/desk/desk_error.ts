/** Why an operation was not done, in words for whoever asked: it makes no sense now, or the queue cannot be written. */
export class DeskError extends Error {
  readonly code: "refused" | "unavailable";

  constructor(code: DeskError["code"], message: string) {
    super(message);
    this.name = "DeskError";
    this.code = code;
  }
}
