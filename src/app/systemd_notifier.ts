import type { Clock, Timer } from "../model/mod.ts";
import type { ServiceNotifier } from "./service/notifier.ts";
import type { NotifySocket } from "./systemd_ffi.ts";
import {
  extendEveryMs,
  extensionAt,
  type SystemdMessage,
  systemdText,
} from "./systemd_message.ts";

/** A reader without room gets it a little later, milliseconds. */
const againMs = 200;
/** No more is kept for one that never has room. */
const mostKept = 8;

/** Tells systemd how the service is, by the protocol of sd_notify(3). Whoever made it closes it. */
export class SystemdNotifier implements ServiceNotifier {
  readonly #socket: NotifySocket;
  readonly #clock: Clock;
  /** What had no room yet, in its order. */
  readonly #kept: string[] = [];
  #again: Timer | undefined;
  #extending: Timer | undefined;
  #status = "";
  #phase: "running" | "stopping" | "closed" = "running";
  readonly watchdog?: { readonly everyMs: number; alive(): void };

  /** `pingMs`: how often systemd wants to hear that the process lives. */
  constructor(
    socket: NotifySocket,
    { clock, pingMs }: {
      readonly clock: Clock;
      readonly pingMs?: number | undefined;
    },
  ) {
    this.#socket = socket;
    this.#clock = clock;
    if (pingMs === undefined) return;
    const alive = () => this.#post({ kind: "alive" });
    this.watchdog = { everyMs: pingMs, alive };
  }

  ready(): void {
    if (this.#phase !== "running") return;
    this.#post({ kind: "ready" });
  }

  /** Also asks for time, again and again, until `close` or until the stop takes longer than one may. */
  stopping(): void {
    if (this.#phase === "closed") return;
    this.#phase = "stopping";
    this.#post({ kind: "stopping" });
    this.#extending?.cancel();
    this.#extend(this.#clock.monotonic());
  }

  reloading(): void {
    if (this.#phase !== "running") return;
    const monotonicUs = this.#socket.monotonicUs();
    this.#post({ kind: "reloading", monotonicUs });
  }

  status(text: string): void {
    if (text === this.#status) return;
    this.#status = text;
    this.#post({ kind: "status", text });
  }

  close(): void {
    this.#extending?.cancel();
    this.#flush();
    this.#phase = "closed";
    this.#again?.cancel();
    this.#socket[Symbol.dispose]();
  }

  #extend(since: number): void {
    const ms = extensionAt(this.#clock.monotonic() - since);
    if (ms === undefined) return;
    this.#post({ kind: "moreTime", ms });
    const next = () => this.#extend(since);
    this.#extending = this.#clock.after(extendEveryMs, next);
  }

  #post(message: SystemdMessage): void {
    if (this.#phase === "closed") return;
    this.#kept.push(systemdText(message));
    this.#flush();
    if (this.#kept.length > mostKept) this.#kept.shift();
  }

  #flush(): void {
    for (;;) {
      const [text] = this.#kept;
      if (text === undefined) return;
      if (this.#socket.post(text) === "later") break;
      this.#kept.shift();
    }
    this.#again?.cancel();
    this.#again = this.#clock.after(againMs, () => this.#flush());
  }
}
