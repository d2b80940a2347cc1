/** Trouble with the database. The message is a sentence for the operator. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(
    /**
     * `full`: no space on the disk; `busy`: another program holds the database locked; `read-only`; `broken`: I/O error or
     * corrupt; `newer`: written by a newer cellpost; `closed`: after `close()`.
     */
    readonly code:
      | "full"
      | "busy"
      | "read-only"
      | "broken"
      | "newer"
      | "closed",
    message: string,
  ) {
    super(message);
  }
}
