/** One key of the config that was changed; both values as a person reads them, secrets as "***". */
export interface ConfigChangeView {
  /** As the operator knows it: `[smtp] allow`, `[contacts] anna`, `[[modem]] roof baud`. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** What reading the config anew came to. */
export type ReloadView =
  | {
    readonly kind: "applied";
    /** What holds from now on. */
    readonly live: readonly ConfigChangeView[];
    /** What will hold after a restart. */
    readonly restart: readonly ConfigChangeView[];
  }
  /** All stays as it was, for these reasons. */
  | { readonly kind: "kept"; readonly problems: readonly string[] };
