/** CVE-2023-51764 and its kin over real sockets: nothing but CRLF.CRLF ends a mail, whatever the chunks. */
import { freePort } from "../support/free_port.ts";
import assert from "node:assert/strict";
import { inFolder } from "./support/paths.ts";
import { postfix } from "./support/relays/postfix.ts";
import { RunningRelay } from "./support/relays/relay.ts";
import { serve } from "./support/served_appliance.ts";
import { queuedId, SmtpClient } from "./support/smtp_client.ts";

const number = "+919812345678";
const smuggled = "MAIL FROM:<evil@x>\r\nRCPT TO:<+46701234567>\r\nDATA\r\n";

/** What some server somewhere took for the end of a mail, or might. */
const falseEnds = [
  "\n.\n",
  "\n.\r\n",
  "\r\n.\n",
  "\r.\r",
  "\r.\r\n",
  "\r\n.\r",
  "\n.\r",
  "\r.\n",
  "\n\n.\r\n",
  "\r\r.\r\r",
  "\r\n\0.\r\n",
  "\r\n.\0\r\n",
  "\r\0\n.\r\0\n",
  "\0\n.\n\0",
  "\r\n.\r\r\n",
  "\r\n.\u0085",
  "\r\n..\r\n",
  "\r\n. \r\n",
  "\r\n .\r\n",
  "\r\n.x\r\n",
  "\n..\n",
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

// Postfix is strict where it is told to be, and takes what it always took from the hosts of its own network.
for (const strict of [true, false]) {
  const how = strict ? "that is strict" : "as it is to its own network";
  Deno.test(`a Postfix in front ${how}: one mail in, one mail out`, async () => {
    await inFolder((folder) =>
      inFolder(async (postfixFolder) => {
        const port = freePort();
        await using appliance = await serve({ folder, port });
        const relay = await postfix({
          folder: postfixFolder,
          gatewayPort: port,
          ...(strict ? { settings: strictSettings } : {}),
        });
        await using _running = await RunningRelay.start(relay);
        let taken = 0;
        for (const end of falseEnds) {
          const replies = await replyTo(relay, [trojan(end)]);
          const queued = replies.filter((it) => / queued as /.test(it)).length;
          const what = `${JSON.stringify(end)}: ${replies}`;
          if (strict) assert.equal(queued, 1, what);
          assert.ok(queued > 0, what);
          taken += queued;
        }
        await appliance.arrive(taken);
        await appliance.stop();
        assert.equal(appliance.arrived.length, taken, relay.log());
        if (!strict) return;
        for (const { recipient, text } of appliance.arrived) {
          assert.equal(recipient, number);
          assert.match(text, /^first[^]*MAIL FROM:<evil@x>[^]*second$/);
        }
      })
    );
  });
}

// CVE-2023-51764: what Postfix itself does about it, from its release 3.9 on by default.
const strictSettings = {
  smtpd_forbid_bare_newline: "normalize",
  smtpd_forbid_bare_newline_exclusions: "",
};

function trojan(end: string): string {
  return `first${end}${smuggled}second\r\n.\r\n`;
}

/** Sends the pieces inside DATA, and returns all replies until the one to the NOOP that follows, or until there are no more. */
async function replyTo(
  { port }: { readonly port: number },
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
    if (reply === undefined) return [...replies, "The server hung up"];
    if (noopReply.test(reply)) return replies;
    replies.push(reply);
  }
}

const noopReply = /^250 2\.0\.0 ok$/i;
