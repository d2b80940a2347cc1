import type { PhoneNumber, Priority, Wishes } from "../model/mod.ts";
import type { Submission } from "../queue/mod.ts";
import { routeOf, type RouterOptions, type Routing } from "./router.ts";

/** A submission, as far as routes and priorities are concerned. */
type Wishing = Pick<Submission, "recipients" | "wishes">;

/** Gives each recipient this priority of whom nobody said one. */
export function withPriority<T extends Wishing>(
  submission: T,
  priority: Priority | undefined,
): T {
  if (priority === undefined || priority === "normal") return submission;
  const wishes = new Map<PhoneNumber, Wishes>(
    submission.recipients.map((it) => [
      it,
      { priority, ...submission.wishes?.get(it) },
    ]),
  );
  return { ...submission, wishes };
}

/** A submission with its routes, or why one of its recipients has none. */
export type Routed<T> =
  | {
    readonly kind: "routed";
    readonly submission: T & Pick<Submission, "routes">;
  }
  | Extract<Routing, { readonly kind: "refused" }>;

/**
 * Finds the route of each recipient. A priority that was not known at RCPT may leave one without: then that route counts which was told
 * to its sender, by what was `known` then.
 */
export function withRoutes<
  T extends
    & Wishing
    & Pick<Submission, "source" | "reversePath" | "user">,
>(
  submission: T,
  router: RouterOptions | undefined,
  known: Wishing = submission,
): Routed<T> {
  if (router === undefined || router.rules.length === 0) {
    return { kind: "routed", submission };
  }
  const { source, reversePath, user } = submission;
  const ask = (number: PhoneNumber, wishes: Wishes | undefined) =>
    routeOf({
      number,
      sender: source === "smtp" ? reversePath : undefined,
      user,
      group: wishes?.group,
      priority: wishes?.priority ?? "normal",
    }, router);
  const routes = new Map<PhoneNumber, string>();
  for (const number of submission.recipients) {
    const now = ask(number, submission.wishes?.get(number));
    const routing = now.kind === "routed"
      ? now
      : ask(number, known.wishes?.get(number));
    if (routing.kind === "refused") return routing;
    if (routing.route !== undefined) routes.set(number, routing.route);
  }
  return {
    kind: "routed",
    submission: routes.size === 0 ? submission : { ...submission, routes },
  };
}
