import assert from "node:assert/strict";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { type ApplianceEvent, lineOf } from "../../src/app/fate_line.ts";
import { type ListeningAppliance, startAppliance } from "../../src/app/mod.ts";
import { controlPathOf } from "../../src/app/queue_owner.ts";
import { loadConfig } from "../../src/config/mod.ts";
import {
  type Clock,
  type DeliveryState,
  parseMessageId,
  systemClock,
} from "../../src/model/mod.ts";
import type { ArrivedMessage, ModemStatus } from "../../src/modem/mod.ts";
import type { MessageRecord, Store } from "../../src/queue/mod.ts";
import { StoryQueue } from "./story_queue.ts";
import { FakeModem } from "./fake_modem.ts";
import { ManualClock, settle } from "./manual_clock.ts";
import { type OutgoingMail, sendMail, type SentMail } from "./smtp_client.ts";
import type { Section, StoryModem, StoryOptions } from "./story_options.ts";
import { Cables, CuttableSimulatedPorts, StoryPorts } from "./story_ports.ts";

export type { StoryModem, StoryOptions };

/** How a promise is waited for. */
interface PassOptions {
  /** What to say when it never comes. */
  readonly why?: () => string;
  /** Whose commits are waited for before time moves; that of the running appliance when left out. */
  readonly queue?: StoryQueue;
}

/** Longer than anything in a story takes; only a story that would hang for ever gets there. */
const safetyNetMs = 60_000;

/** The real appliance in this process, with a folder, a client and an operator who watches. */
export class Cellpost implements AsyncDisposable {
  readonly clock: Clock;
  /** All that was observed, over all its runs. */
  readonly events: ApplianceEvent[] = [];
  /** What webhooks were posted, in their order. */
  readonly posted: string[] = [];
  /** The lines of the SMTP and of the serial trace. */
  readonly trace = { smtp: [] as string[], serial: [] as string[] };
  readonly #fakes = new Map<string, FakeModem>();
  readonly #files: Readonly<Record<string, string>>;
  readonly #folders: string[] = [];
  readonly #cables = new Cables();
  readonly #ports: StoryPorts;
  readonly #given: StoryOptions;
  readonly #simulated: CuttableSimulatedPorts;
  readonly #arrived: ArrivedMessage[] = [];
  readonly #watchers = new Set<() => void>();
  #run:
    | { readonly appliance: ListeningAppliance; readonly queue: StoryQueue }
    | undefined;
  #ghost = false;

  private constructor(options: StoryOptions) {
    const { modems = ["sim:"], config = {}, files, clock, machine } = options;
    this.clock = clock ?? systemClock;
    const configText = this.#renderConfig(modems, config);
    this.#files = { ...files, "config.toml": configText };
    this.#given = options;
    this.#ports = new StoryPorts(this.#fakes, this.#cables, {
      machine,
      watched: options.ports,
    });
    this.#simulated = new CuttableSimulatedPorts(this.#cables, {
      clock: this.clock,
      onMessage: (message) => {
        this.#arrived.push(message);
        this.#look();
      },
    });
    this.#newFolder();
  }

  /** Starts an appliance with an empty queue. */
  static async start(options: StoryOptions = {}): Promise<Cellpost> {
    const cellpost = new Cellpost(options);
    await cellpost.start();
    return cellpost;
  }

  /** Starts on the queue as it lies in the folder. */
  async start(): Promise<void> {
    const { config, source: started } = this.#loadConfig();
    const queue = await StoryQueue.open(config, this.clock);
    const appliance = await startAppliance(config, {
      clock: this.clock,
      store: queue.store,
      ports: this.#ports,
      machine: this.#given.machine,
      mailer: this.#given.mailer,
      // No story leaves the machine.
      call: (_, { body }) => {
        this.posted.push(String(body));
        return Promise.resolve(new Response());
      },
      simulated: this.#simulated,
      freeBytes: this.#given.freeBytes ?? (() => 1e12),
      runReset: (_, command) =>
        Promise.resolve(this.#given.onReset?.(command) ?? "Nothing was reset"),
      controlPath: controlPathOf(config),
      usersPath: join(this.folder, "users.toml"),
      reload: { started, read: () => Promise.resolve(this.#readConfig()) },
      observe: (event) => this.#observe(event),
      traceSmtp: (line) => this.#trace("smtp", line),
      traceSerial: (line) => this.#trace("serial", line),
    });
    this.#run = { appliance, queue };
  }

  /** Stops as SIGTERM does. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    await this.pass(run.appliance.stop(), { queue: run.queue });
    await run.queue[Symbol.asyncDispose]();
  }

  /** Stops and starts. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /**
   * Ends as `kill -9` does, as near as one process gets: no byte leaves from here on, and the next start finds the queue
   * as it is on disk at this very moment, in another folder.
   */
  async crash(): Promise<void> {
    this.#cables.cut();
    this.#ghost = true;
    this.#newFolder((left) => {
      for (const name of ["cellpost.db", "cellpost.db-wal"]) {
        Deno.copyFileSync(join(left, name), join(this.folder, name));
      }
    });
    await this.stop();
    this.#ghost = false;
    this.#cables.mend();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#ports.close();
    for (const it of this.#folders) await Deno.remove(it, { recursive: true });
  }

  // ── what a story does ────────────────────────────────────────────────────

  /** Where its queue, its `config.toml` and its `control.json` are. */
  get folder(): string {
    return this.#folders.at(-1)!;
  }

  get address(): Deno.NetAddr {
    return this.addressOf(0);
  }

  /** Where the listener with this number, from 0, is. */
  addressOf(listener: number): Deno.NetAddr {
    return this.#running.appliance.smtp.addresses[listener]!;
  }

  /** Where the screen is. */
  get screen(): string {
    return this.#running.appliance.web!.urls[0]!;
  }

  /** The same without a slash at its end. */
  get url(): string {
    return this.screen.replace(/\/$/, "");
  }

  /** Writes a file beside the config, for its owner only. */
  write(name: string, text: string): void {
    Deno.writeTextFileSync(join(this.folder, name), text, { mode: 0o600 });
  }

  /** Reads `config.toml` anew, as SIGHUP does. */
  reload(): ReturnType<ListeningAppliance["reload"]> {
    return this.pass(this.#running.appliance.reload());
  }

  /** Sends a mail over SMTP. */
  send(mail: OutgoingMail): Promise<SentMail> {
    return sendMail(this.address, mail);
  }

  /** Sends a mail that must be queued, and returns its id. */
  async queue(mail: OutgoingMail): Promise<string> {
    const { id, reply } = await this.send(mail);
    assert.notEqual(id, "", `${reply.code} ${reply.lines.join(" ")}`);
    return id;
  }

  /** From now on the disk takes no more than what the queue has. */
  fillDisk(): void {
    this.#running.queue.limit(true);
  }

  /** Somebody has tidied up. */
  freeDisk(): void {
    this.#running.queue.limit(false);
  }

  // ── what a story sees ────────────────────────────────────────────────────

  get store(): Store {
    return this.#running.queue.store;
  }

  /** All SMS that have reached a phone, from whatever modem. */
  get received(): readonly ArrivedMessage[] {
    const fakes = [...this.#fakes.values()].flatMap((it) => it.messages);
    return [...this.#arrived, ...fakes];
  }

  /** Their texts. */
  get texts(): readonly string[] {
    return this.received.map(({ text }) => text);
  }

  /** The first delivery of a message, or the one to that number. */
  delivery(id: string, recipient?: string): MessageRecord["deliveries"][0] {
    const found = this.store.show(parseMessageId(id)!)?.deliveries
      .find((it) => recipient === undefined || it.recipient === recipient);
    assert.ok(found, `No delivery of ${id}`);
    return found;
  }

  /** The modem as the operator sees it. */
  status(name = "modem1"): ModemStatus {
    const found = this.#running.appliance.fleet.statuses()
      .find((it) => it.name === name);
    assert.ok(found, `No modem ${name}`);
    return found;
  }

  /** What the log would say, without times. */
  get lines(): readonly string[] {
    return this.events.flatMap((event) => lineOf(event)?.text ?? []);
  }

  // ── waiting ──────────────────────────────────────────────────────────────

  /** Waits until it is so. It is looked at when something happens, never by the clock. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watcher = () => isSo() && resolve();
    this.#watchers.add(watcher);
    try {
      await this.pass(promise, { why: () => `Never so: ${isSo}` });
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** Waits until all deliveries of a message are in this state. */
  async reaches(id: string, state: DeliveryState): Promise<void> {
    const record = () => this.store.show(parseMessageId(id)!);
    await this.until(() =>
      record()?.deliveries.every((it) => it.state === state) === true
    );
  }

  /** Waits until the log has a line like that. */
  async says(line: RegExp): Promise<void> {
    await this.until(() => this.lines.some((it) => line.test(it)));
  }

  /** Waits until the modem may be given SMS. */
  async usable(name = "modem1"): Promise<void> {
    await this.until(() => this.status(name).state === "usable");
  }

  /** Waits for a promise, and moves a clock that is moved by hand. */
  async pass<T>(promise: Promise<T>, options: PassOptions = {}): Promise<T> {
    const { why = () => "Never done", queue = this.#run?.queue } = options;
    const fail = () => new Error([why(), ...this.lines].join("\n  "));
    const net = Promise.withResolvers<never>();
    const timer = setTimeout(() => net.reject(fail()), safetyNetMs);
    const caught = Promise.race([promise, net.promise]);
    try {
      if (this.clock instanceof ManualClock) await this.#drive(caught, queue);
      return await caught;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Moves time from timer to timer, whenever nothing else can happen, until the promise is settled. */
  async #drive(
    promise: Promise<unknown>,
    queue: StoryQueue | undefined,
  ): Promise<void> {
    const clock = this.clock;
    assert.ok(clock instanceof ManualClock);
    let waiting = true;
    const done = () => void (waiting = false);
    promise.then(done, done);
    await this.#quiet(queue);
    while (waiting) {
      if (clock.nextInMs !== undefined) await clock.advance(clock.nextInMs);
      await this.#quiet(queue);
    }
  }

  /** Lets everything happen that needs no time; a commit, and a byte on a wire, takes as many turns as the machine likes. */
  async #quiet(queue: StoryQueue | undefined): Promise<void> {
    do await settle(); while (queue?.writing === true || this.#ports.isBusy);
    this.#look();
    await settle();
  }

  get #running() {
    assert.ok(this.#run, "The appliance does not run");
    return this.#run;
  }

  #observe(event: ApplianceEvent): void {
    if (this.#ghost) return;
    this.events.push(event);
    this.#look();
  }

  #trace(wire: "smtp" | "serial", line: string): void {
    this.trace[wire].push(line);
    this.#look();
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #newFolder(fill: (left: string) => void = () => {}): void {
    const left = this.#folders.at(-1);
    this.#folders.push(Deno.makeTempDirSync({ prefix: "cellpost-story-" }));
    for (const [name, text] of Object.entries(this.#files)) {
      Deno.writeTextFileSync(join(this.folder, name), text, { mode: 0o600 });
    }
    if (left !== undefined) fill(left);
  }

  #readConfig() {
    const configPath = join(this.folder, "config.toml");
    return loadConfig({ configPath, cwd: this.folder });
  }

  #loadConfig() {
    const result = this.#readConfig();
    assert.ok(result.kind === "ok", JSON.stringify(result));
    return result;
  }

  #renderConfig(
    modems: NonNullable<StoryOptions["modems"]>,
    config: NonNullable<StoryOptions["config"]>,
  ): string {
    const smtp = {
      listen: ["127.0.0.1:0"],
      hostname: "gw.example",
      ...config["smtp"] as Section | undefined,
    };
    const modem = modems.map((one) => {
      const { port, settings, ...rest } =
        typeof one === "string" || one instanceof FakeModem
          ? { port: one, settings: {} }
          : one;
      return { ...rest, ...settings, port: this.#pathOf(port) };
    });
    const web = { listen: ["127.0.0.1:0"], ...config["web"] as Section };
    return stringify({ ...config, smtp, modem, web });
  }

  #pathOf(port: StoryModem["port"]): string {
    if (typeof port === "string") return port;
    const path = `/dev/fake${this.#fakes.size + 1}`;
    this.#fakes.set(path, port);
    return path;
  }
}
