import assert from "node:assert/strict";
import { Child } from "../../../support/child.ts";
import { eventually } from "../eventually.ts";
import { killTree } from "../processes.ts";
import { type ClientMail, SmtpClient } from "../smtp_client.ts";

/** What every relay in front is told. */
export interface RelayOptions {
  /** An existing, empty folder for its config and its queue. */
  readonly folder: string;
  /** Where the appliance listens, or will. */
  readonly gatewayPort: number;
}

/** A mail server in front of the appliance, that queues for itself. */
export interface Relay {
  readonly name: string;
  /** How it is started; stays in the foreground. */
  readonly command: readonly string[];
  /** Gives it a mail; resolves when it has taken it. */
  submit(mail: ClientMail): Promise<void>;
  /** Asks it to try what it could not deliver, where it would wait long on its own. */
  retry?(): Promise<unknown>;
  /** Resolves once it takes mails. */
  ready(): Promise<void>;
  /** What it wrote of its doings, for messages. */
  log(): string;
}

/** Makes one. */
export type MakeRelay = (options: RelayOptions) => Promise<Relay>;

/** A relay that runs, and can die. */
export class RunningRelay implements AsyncDisposable {
  readonly relay: Relay;
  #child: Child | undefined;

  private constructor(relay: Relay) {
    this.relay = relay;
  }

  static async start(relay: Relay): Promise<RunningRelay> {
    const running = new RunningRelay(relay);
    await running.start();
    return running;
  }

  /** Starts it on the queue that lies in its folder. */
  async start(): Promise<void> {
    assert.ok(this.#child === undefined, `${this.relay.name} runs already`);
    const child = new Child(this.relay.command);
    this.#child = child;
    try {
      await Promise.race([this.relay.ready(), endOf(child)]);
    } catch (error) {
      await this.kill();
      throw new Error(`${error}\n${child.output}\n${this.relay.log()}`);
    }
  }

  /** `kill -9` for all of its processes. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    await killTree(child.pid);
    await child.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

async function endOf(child: Child): Promise<never> {
  await child.status();
  throw new Error("It ended at its start");
}

/** Resolves once a mail server greets on the port. */
export async function greets(port: number): Promise<void> {
  await eventually(async () => {
    try {
      using client = await SmtpClient.connect(port);
      await client.command("QUIT");
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return false;
      throw error;
    }
  }, `a mail server on port ${port}`);
}

/** Hands a mail to a mail server, which must take it. */
export async function submitTo(port: number, mail: ClientMail): Promise<void> {
  using client = await SmtpClient.connect(port);
  const reply = await client.mail(mail);
  assert.match(reply ?? "nothing", /^250 /);
  await client.command("QUIT");
}
