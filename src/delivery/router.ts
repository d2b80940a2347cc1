import type {
  PhoneNumber,
  Priority,
  Refusal,
  ReversePath,
} from "../model/mod.ts";

/** One `[[route]]`. A list that is empty asks for nothing. */
export interface RouteRule {
  /** Beginnings of numbers, in canonical form. */
  readonly prefixes: readonly string[];
  /** ISO 3166 alpha-2, in capitals. */
  readonly countries: readonly string[];
  /** As in `[policy] senders`. */
  readonly senders: readonly string[];
  /** Names that clients log in with; "*" is any. */
  readonly users: readonly string[];
  /** Groups that a mail was addressed to, as the phone book compares names. */
  readonly groups: readonly string[];
  readonly priorities: readonly Priority[];
  /** Where it leads: the name of a route (see `pools.ts`), "*" anywhere, undefined nowhere. */
  readonly to: string | undefined;
}

/** What a route hangs on. */
export interface Asked {
  readonly number: PhoneNumber;
  /** Undefined for what no mail brought. */
  readonly sender: ReversePath | undefined;
  readonly user: string | undefined;
  /** The group that stood for the number, if one did. */
  readonly group: string | undefined;
  readonly priority: Priority;
}

/** Where an SMS may go, or why it may not. */
export type Routing =
  /** Undefined: by any modem. */
  | { readonly kind: "routed"; readonly route: string | undefined }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What the rules go by, besides what they are asked. */
export interface RouterOptions {
  /** In the order of the file. */
  readonly rules: readonly RouteRule[];
  /** Only asked where a rule names countries. */
  readonly countryOf: (number: PhoneNumber) => string | undefined;
  /** Whether an entry of `senders` stands for a reverse-path. */
  readonly standsFor: (entry: string, sender: ReversePath) => boolean;
}

/** Tells where an SMS may go: the first rule that matches counts. Without any rule it may go anywhere. */
export function routeOf(asked: Asked, options: RouterOptions): Routing {
  const { rules } = options;
  if (rules.length === 0) return { kind: "routed", route: undefined };
  const at = rules.findIndex((rule) => matches(rule, asked, options));
  const rule = rules[at];
  if (rule === undefined) {
    return refused(
      "5.4.4",
      `No route to ${asked.number}: no [[route]] is for it; add one, or a last one that has only pool = "*"`,
    );
  }
  if (rule.to === undefined) {
    return refused(
      "5.7.1",
      `No route to ${asked.number}: [[route]] #${at + 1} refuses it`,
    );
  }
  return { kind: "routed", route: rule.to === "*" ? undefined : rule.to };
}

function matches(
  rule: RouteRule,
  { number, sender, user, group, priority }: Asked,
  { countryOf, standsFor }: RouterOptions,
): boolean {
  const asksFor = <T>(list: readonly T[], isIt: (entry: T) => boolean) =>
    list.length === 0 || list.some(isIt);
  return asksFor(rule.prefixes, (it) => number.startsWith(it)) &&
    asksFor(rule.priorities, (it) => it === priority) &&
    asksFor(rule.groups, (it) => it === group) &&
    asksFor(rule.users, (it) => user !== undefined && isUser(it, user)) &&
    asksFor(
      rule.senders,
      (it) => sender !== undefined && standsFor(it, sender),
    ) &&
    // Last, since it costs most.
    (rule.countries.length === 0 ||
      rule.countries.includes(countryOf(number) ?? ""));
}

function isUser(entry: string, user: string): boolean {
  const plain = (name: string) => name.toLowerCase().normalize("NFC");
  return entry === "*" || plain(entry) === plain(user);
}

function refused(enhanced: string, text: string): Routing {
  return { kind: "refused", refusal: { code: 550, enhanced, text } };
}
