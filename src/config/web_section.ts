import * as v from "valibot";
import { duration, listOf, parsed, yesOrNo } from "./field.ts";
import { type ListenAddress, parseListenAddress } from "./network.ts";
import type { Document } from "./schema.ts";

/** The section `[web]`: the operator's screen and its API. */
export interface WebConfig {
  readonly enabled: boolean;
  /** At least one when `enabled`. */
  readonly listen: readonly ListenAddress[];
  /** By the certificate of `[smtp]`, which is then there. */
  readonly tls: boolean;
  /** Whether viewers see no message text. */
  readonly hideText: boolean;
  /** How long a login lasts without a request, and at most; the first is never longer. */
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
}

/** What `[web]` takes where nothing is written. */
export const webDefaults = {
  enabled: true,
  listen: ["127.0.0.1:8525"],
  tls: false,
  hide_text: false,
  session_idle: "12h",
  session_max: "7d",
} as const;

/** The keys of `[web]`. */
export const webEntries = {
  enabled: v.optional(yesOrNo(), webDefaults.enabled),
  listen: v.optional(
    listOf(
      parsed(
        parseListenAddress,
        'must be an address and a port, such as "127.0.0.1:8525", "[::1]:8525", or ":8525" for all interfaces',
      ),
      'must be a list of addresses, such as ["127.0.0.1:8525"]',
    ),
    [...webDefaults.listen],
  ),
  tls: v.optional(yesOrNo(), webDefaults.tls),
  hide_text: v.optional(yesOrNo(), webDefaults.hide_text),
  session_idle: v.optional(duration("1m", "30d"), webDefaults.session_idle),
  session_max: v.optional(duration("1m", "365d"), webDefaults.session_max),
};

/** Turns the section into its part of the configuration. */
export function buildWeb(section: Document["web"]): WebConfig {
  return {
    enabled: section.enabled,
    listen: section.listen,
    tls: section.tls,
    hideText: section.hide_text,
    sessionIdleMs: section.session_idle,
    sessionMaxMs: section.session_max,
  };
}
