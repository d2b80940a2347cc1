import type { Session } from "./wire.ts";

/** What to type, so that the first message appears. */
export function NothingYet(
  { session }: { readonly session: Session | undefined },
) {
  const server = session?.smtp ?? "127.0.0.1:2525";
  return (
    <div class="list-empty nothing-yet">
      <h3>No message yet</h3>
      <p>
        Send a mail to a phone number, from this machine or any that may:
      </p>
      <pre tabindex={0}>
        {`echo "Pump 3 stopped" | curl -T - smtp://${server} \\\n  --mail-from plant@example.org --mail-rcpt +919812345678@sms`}
      </pre>
      <p class="muted">It appears here by itself</p>
    </div>
  );
}
