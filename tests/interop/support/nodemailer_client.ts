/**
 * What Node programs mail with, in a process of its own: `nodemailer_client.ts JSON`, where the JSON is the options of the
 * transport and the mail. Prints the reply to the mail.
 *
 * @module
 */
import { createTransport } from "nodemailer";

const { transport, mails } = JSON.parse(Deno.args[0] ?? "{}");
const mailer = createTransport(transport);
for (const mail of mails) {
  const { response } = await mailer.sendMail(mail);
  console.log(response);
}
mailer.close();
