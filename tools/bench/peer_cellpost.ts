import { parsePhoneNumber, systemClock } from "../../src/model/mod.ts";
import { openStore } from "../../src/queue/mod.ts";
import { SmtpClient } from "../../tests/support/smtp_client.ts";
import { queuePathIn, startAppliance } from "./appliance.ts";
import { submission } from "./backlog.ts";
import { loopback } from "./loopback.ts";
import {
  inMemory,
  type Order,
  type Peer,
  type PeerSite,
  type RunningPeer,
} from "./peer.ts";

/** Ourselves, with nothing set but the modem's port. */
export const cellpost: Peer = {
  name: "cellpost",
  setup: "defaults",
  notes: "every setting at its default; both the mail and each SMS's fate are \
synced to disk. Handed over by SMTP on an open connection",
  programs: {},
  counts: {
    fast: 1000,
    slow: 100,
    alone: 20,
    warmUp: { fast: 500, slow: 200 },
  },
  start,
};

/** Ourselves without a disk to wait for. */
export const cellpostInMemory: Peer = inMemory(cellpost, {
  fast: 1000,
  slow: 0,
  alone: 15,
  warmUp: { fast: 500, slow: 0 },
});

async function start(
  { folder, modem }: PeerSite,
  backlog: readonly Order[],
): Promise<RunningPeer> {
  await fill(queuePathIn(folder), backlog);
  const appliance = await startAppliance({ folder, modems: [modem] });
  const { smtpPort: port } = appliance;
  const client = await SmtpClient.connect({ hostname: loopback, port });
  await client.command("EHLO client.example");
  return {
    async submit({ recipient, text }) {
      const { reply } = await client.send({ to: `${recipient}@sms`, text });
      if (reply.code !== 250) throw new Error(reply.lines.join(" "));
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await appliance[Symbol.asyncDispose]();
    },
  };
}

async function fill(path: string, backlog: readonly Order[]): Promise<void> {
  const store = await openStore(path, { clock: systemClock });
  const recipients = backlog.map(({ recipient }) => {
    const number = parsePhoneNumber(recipient);
    if (number === undefined) throw new Error(`"${recipient}" is no number`);
    return number;
  });
  await store.accept({ submission: { ...submission(0), recipients } });
  await store.close();
}
