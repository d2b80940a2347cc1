import type { Acts } from "./acts.ts";
import { firstMail } from "./first_mail.ts";
import type { Session } from "./wire.ts";

/** What to type, so that the first message appears. */
export function NothingYet(
  { acts, session }: {
    readonly acts: Acts;
    readonly session: Session | undefined;
  },
) {
  const line = firstMail(session?.smtp, location.hostname);
  return (
    <div class="list-empty nothing-yet">
      <h3>No message yet</h3>
      <p>Send a mail to a phone number, for example from a terminal:</p>
      <pre tabindex={0}>{line}</pre>
      <button
        type="button"
        class="button small"
        onClick={() => void acts.copy(line)}
      >
        Copy
      </button>
      <p class="muted">The message appears here by itself</p>
    </div>
  );
}
