/**
 * What to type into a terminal, so that a first mail becomes an SMS.
 *
 * @param smtp where mails are taken, such as "0.0.0.0:2525"; undefined: not known.
 * @param host the machine as the browser knows it.
 */
export function firstMail(smtp: string | undefined, host: string): string {
  const server = smtp === undefined
    ? `${host}:25`
    // A listener on all interfaces has the name of its machine.
    : smtp.replace(/^(?:0\.0\.0\.0|\[::\])(?=:\d+$)/, host);
  return [
    `echo "Pump 3 stopped" | curl -T - smtp://${server} \\`,
    "  --mail-from plant@example.org --mail-rcpt +919812345678@sms",
  ].join("\n");
}
