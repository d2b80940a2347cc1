import {
  Connections,
  type ConnectionsOptions,
} from "../../src/smtp/connections.ts";
import type { ListenerRules } from "../../src/smtp/state.ts";
import type { SmtpEvent } from "../../src/smtp/event.ts";
import { FakeReceiver } from "./fake_receiver.ts";
import { FakeSocket } from "./fake_socket.ts";
import { ManualClock, settle } from "./manual_clock.ts";

/** `idle_timeout` of `fakeClients`. */
export const idleTimeoutMs = 300_000;

/** What brings a client to DATA; for `FakeReceiver`. */
export const toData =
  "HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<+4670123456>\r\nDATA\r\n";

/** Connections without a network: `connect` is a client that comes, time is a `ManualClock`. */
export function fakeClients(
  changed: Partial<ConnectionsOptions & ListenerRules> = {},
) {
  const clock = new ManualClock();
  const receiver = new FakeReceiver();
  const events: SmtpEvent[] = [];
  const connections = new Connections({
    receiver,
    clock,
    hostname: "gw",
    lfClients: () => false,
    maxSize: 1_000_000,
    maxLine: 2_048,
    maxRecipients: 100,
    maxCommands: 1_000,
    maxConnections: 3,
    idleTimeoutMs,
    observe: (event) => events.push(event),
    ...changed,
  });
  const door = connections.door({
    name: changed.name,
    strictLineEndings: changed.strictLineEndings ?? false,
    tls: changed.tls ?? "none",
    auth: changed.auth ?? "off",
    authPlaintext: changed.authPlaintext ?? false,
  });
  const connect = async (address = "10.0.0.7") => {
    const socket = new FakeSocket();
    connections.take(socket, { address, door });
    await settle();
    return socket;
  };
  return { clock, receiver, events, connections, connect };
}
