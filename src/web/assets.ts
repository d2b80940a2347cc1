/** A file of the screen. */
export interface Asset {
  /** Where it is served: "/" or below "/assets/". */
  readonly path: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** All files of the screen. */
export const assets: readonly Asset[] = [
  {
    path: "/",
    type: "text/html; charset=utf-8",
    body:
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>cellpost</title><h1>cellpost</h1></html>\n',
  },
];
