import { firstMail } from "./first_mail.ts";
import type { Session } from "./wire.ts";

/** What to type, so that the first message appears. */
export function NothingYet(
  { session }: { readonly session: Session | undefined },
) {
  return (
    <div class="list-empty nothing-yet">
      <h3>No message yet</h3>
      <p>
        Send a mail to a phone number, from this machine or any that may:
      </p>
      <pre tabindex={0}>{firstMail(session?.smtp, location.hostname)}</pre>
      <p class="muted">It appears here by itself</p>
    </div>
  );
}
