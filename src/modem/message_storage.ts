import type { Conversation } from "./conversation.ts";
import { notice, type NotReady, type Setup } from "./setup.ts";

/** Memories for messages in the order in which they are liked. TS 27.005 §3.2.2. */
const preferred = ["ME", "SM", "MT"];

const slow = { prefix: "+CPMS:", timeoutMs: 10_000 };

/** Puts everything into one memory, so that what +CDSI and +CMTI announce can be read where they say. */
export async function chooseStorage(
  setup: Setup,
): Promise<NotReady | undefined> {
  const { conversation, quirks } = setup;
  for (const memory of quirks.storageWalk) {
    await setStorage(conversation, memory, quirks.storageParameters);
  }
  const offer = await conversation.query("AT+CPMS=?", slow);
  for (const memory of storagesIn(offer ?? "")) {
    const use = await setStorage(
      conversation,
      memory,
      quirks.storageParameters,
    );
    if (use === undefined) continue;
    setup.storage = memory;
    setup.otherStorages = otherStoragesIn(offer ?? "", memory);
    return undefined;
  }
  if (!conversation.broken) {
    notice(
      setup,
      "The modem lets no message memory be chosen: stored reports may be missed",
    );
  }
  return undefined;
}

/** Selects a memory for all three purposes, or for as many as the modem takes; returns the answer, undefined when it refuses. */
export async function setStorage(
  conversation: Conversation,
  memory: string,
  most = 3,
): Promise<string | undefined> {
  for (let count = most; count > 0; count--) {
    const list = Array.from({ length: count }, () => `"${memory}"`).join(",");
    const use = await conversation.query(`AT+CPMS=${list}`, slow);
    if (use !== undefined) return use;
  }
  return undefined;
}

/** The memories that all lists of `+CPMS: ("ME","SM"),(…),(…)` share, liked ones first; all of them when unreadable. */
export function storagesIn(offer: string): readonly string[] {
  const lists = [...offer.matchAll(/\(([^()]*)\)/g)].map(([, list = ""]) =>
    list
  );
  const shared = preferred.filter((memory) =>
    lists.length > 0 && lists.every((list) => list.includes(`"${memory}"`))
  );
  return shared.length > 0 ? shared : preferred;
}

/** The other memories that can be read from: an SMS of class 2 goes to the SIM, some modems keep reports in "SR". */
export function otherStoragesIn(
  offer: string,
  chosen: string,
): readonly string[] {
  const [, readable = ""] = /\(([^()]*)\)/.exec(offer) ?? [];
  // "MT" is "ME" and "SM" together.
  const apart = chosen === "MT" ? ["SR"] : ["ME", "SM", "SR"];
  return apart.filter((memory) =>
    memory !== chosen && readable.includes(`"${memory}"`)
  );
}
