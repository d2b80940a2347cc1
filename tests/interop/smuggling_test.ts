/** CVE-2023-51764 and its kin over real sockets: nothing but CRLF.CRLF ends a mail, whatever the chunks. */
import assert from "node:assert/strict";
import { inFolder } from "./support/paths.ts";
import { serve, type ServedAppliance } from "./support/served_appliance.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";

const number = "+919812345678";
const smuggled = "MAIL FROM:<evil@x>\r\nRCPT TO:<+46701234567>\r\nDATA\r\n";

/** What some server somewhere took for the end of a mail. */
const falseEnds = [
  "\n.\n",
  "\n.\r\n",
  "\r\n.\n",
  "\r.\r",
  "\r.\r\n",
  "\r\n.\r",
  "\n\n.\r\n",
  "\r\r.\r\r",
  "\r\n\0.\r\n",
  "\r\n.\0\r\n",
  "\r\n.\r\r\n",
  "\r\n.\u0085",
];

/** Whole, or a byte at a time. */
const chunkings: readonly ((text: string) => readonly string[])[] = [
  (text) => [text],
  (text) => [...text],
];

Deno.test("no false end of a mail lets another one in", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({ folder });
    const ids = new Set<string>();
    for (const end of falseEnds) {
      for (const chunks of chunkings) {
        const replies = await replyTo(appliance, chunks(trojan(end)));
        const [id, ...rest] = replies.map(queuedId);
        assert.ok(id, `${JSON.stringify(end)}: ${replies}`);
        assert.deepEqual(rest, [], `${JSON.stringify(end)}: ${replies}`);
        ids.add(id);
      }
    }
    const total = falseEnds.length * chunkings.length;
    assert.equal(ids.size, total);
    await appliance.arrive(total);
    await appliance.stop();
    for (const { recipient, text } of appliance.arrived) {
      assert.equal(recipient, number);
      assert.match(text, /^first[^]*MAIL FROM:<evil@x>[^]*second$/);
    }
  });
});

Deno.test("strict_line_endings refuses each of them, and stays in step", async () => {
  await inFolder(async (folder) => {
    await using appliance = await serve({
      folder,
      smtp: "strict_line_endings = true",
    });
    const bare = falseEnds.filter((end) =>
      /\r(?!\n)|(?<!\r)\n/.test(end) && end !== "\r\n.\r\r\n"
    );
    for (const end of bare) {
      for (const chunks of chunkings) {
        const replies = await replyTo(appliance, chunks(trojan(end)));
        assert.equal(replies.length, 1, `${JSON.stringify(end)}: ${replies}`);
        assert.match(replies[0] ?? "", /^550 5\.5\.2 /, JSON.stringify(end));
      }
    }
    const operations = await appliance.operations();
    assert.deepEqual(await operations.list({ limit: 10 }), []);
    await appliance.stop();
  });
});

function trojan(end: string): string {
  return `first${end}${smuggled}second\r\n.\r\n`;
}

/** Sends the pieces inside DATA, and returns all replies until the one to the NOOP that follows. */
async function replyTo(
  { port }: ServedAppliance,
  pieces: readonly string[],
): Promise<readonly string[]> {
  using client = await SmtpClient.connect(port);
  await client.command("MAIL FROM:<a@b.c>");
  await client.command(`RCPT TO:<${number}>`);
  await client.command("DATA");
  for (const piece of pieces) await client.send(piece);
  await client.send("NOOP\r\n");
  const replies: string[] = [];
  for (;;) {
    const reply = await client.reply();
    assert.ok(reply, `The server hung up after ${replies}`);
    if (reply === noopReply) return replies;
    replies.push(reply);
  }
}

const noopReply = "250 2.0.0 OK";
