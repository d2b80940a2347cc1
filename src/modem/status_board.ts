import type { Clock } from "../model/mod.ts";
import type { Allowance } from "./allowance.ts";
import type { Balance, ModemEvent, ModemStatus } from "./driver.ts";
import type { FleetModem, Link } from "./link.ts";
import type { RecoveryState } from "./recovery_state.ts";
import { inWords, nextInWords } from "./recovery_words.ts";
import { isSimulated } from "./simulator_options.ts";

/** What the board reads. */
export interface BoardSources {
  readonly clock: Clock;
  readonly link: Link;
  readonly allowance: Allowance;
  readonly observe: (event: ModemEvent) => void;
}

type Words = Pick<ModemStatus, "state" | "detail" | "why">;

const degraded =
  "Registered for data only (LTE): whether SMS go out is up to the operator";

/** What is shown of one modem, and what of it is told at once. */
export class StatusBoard {
  readonly #modem: FleetModem;
  readonly #sources: BoardSources;
  #told: ModemStatus;
  #quotaTold = false;
  /** Segments; counted by the supervisor. */
  sent = 0;
  errors = 0;

  constructor(
    modem: FleetModem,
    state: RecoveryState,
    sources: BoardSources,
  ) {
    this.#modem = modem;
    this.#sources = sources;
    const since = sources.clock.now();
    this.#told = { ...this.#facts(), ...inWords(state), since };
  }

  /** The modem as it is now, with what comes and goes with each SMS. */
  status(state: RecoveryState, balance: Balance | undefined): ModemStatus {
    const status = { ...this.#told, ...this.#facts() };
    if (status.state === "stopped") return status;
    const next = this.#next(state);
    return {
      ...status,
      ...(status.state === "usable" && this.#words(state, { passing: true })),
      ...(next && { next }),
      ...(balance && { balance }),
    };
  }

  /** Why it may not be given SMS, as a sentence. */
  get whyNot(): string {
    const { detail, name, state } = this.#told;
    return `Modem "${name}" is ${
      detail === "" ? state : `${state}: ${detail}`
    }`;
  }

  /** Tells how the modem is, if that is news. */
  tell(state: RecoveryState): void {
    this.#tell(this.#words(state));
    this.#tellQuota();
  }

  /** Tells that it is no longer looked after. */
  tellStopped(): void {
    this.#tell({ state: "stopped", detail: "Stopped" });
  }

  /** Tells that something is wrong, or right again. */
  alarm(about: "balance" | "quota", raised: boolean, text: string): void {
    const modem = this.#modem.name;
    this.#sources.observe({ kind: "alarm", modem, about, raised, text });
  }

  /** `passing`: with the holds that come and go with each SMS, which are for who looks and not for the log. */
  #words(state: RecoveryState, { passing = false } = {}): Words {
    const words = inWords(state);
    if (words.state !== "usable") return words;
    const { allowance, link } = this.#sources;
    const { hold } = allowance;
    if (hold?.why === "quota" || hold?.why === "quiet") {
      return { state: "limited", detail: hold.text, why: hold.why };
    }
    if (hold && passing && hold.why !== "gap") {
      return { state: "limited", detail: hold.text };
    }
    return link.network?.degraded ? { ...words, detail: degraded } : words;
  }

  #next(state: RecoveryState): ModemStatus["next"] {
    const next = nextInWords(state);
    if (next === undefined) return undefined;
    const { clock } = this.#sources;
    const at = clock.now() + next.at - clock.monotonic();
    return { text: next.text, at: Math.round(at) };
  }

  #tell(now: Words): void {
    const before = this.#told;
    const changed = before.state !== now.state;
    const { clock, observe } = this.#sources;
    const since = changed ? clock.now() : before.since;
    this.#told = { ...this.#facts(), ...now, since };
    if (changed || before.detail !== now.detail) {
      observe({ kind: "state", status: this.#told });
    }
  }

  #tellQuota(): void {
    const { hold } = this.#sources.allowance;
    const used = hold?.why === "quota";
    if (used === this.#quotaTold) return;
    this.#quotaTold = used;
    this.alarm("quota", used, used ? hold.text : "Today's quota is free again");
  }

  #facts() {
    const { name, port } = this.#modem;
    const { identity, network, device, facts: sim } = this.#sources.link;
    const simulated = isSimulated(port);
    const { errors, sent } = this;
    return {
      name,
      port,
      device: simulated ? undefined : device,
      simulated,
      identity,
      network,
      sim,
      sent,
      errors,
    };
  }
}
