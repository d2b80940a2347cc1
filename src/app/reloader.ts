import {
  type Config,
  type LoadResult,
  renderProblems,
  type WrittenConfig,
} from "../config/mod.ts";
import type { ReloadView } from "../desk/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { InTurn } from "./in_turn.ts";
import { noModemText } from "./no_modem.ts";
import { prepareAll, type Prepared } from "./prepared.ts";
import { planReload } from "./reload_plan.ts";

/** What reading the config anew takes. */
export interface ReloadSource {
  /** The config as the appliance was started with it. */
  readonly started: WrittenConfig;
  /** Reads it anew, with the same flags. */
  readonly read: () => Promise<LoadResult>;
  /** Told of a config that holds from now on. */
  readonly applied?: ((config: Config) => void) | undefined;
}

/** What a reloader acts on. */
export interface ReloaderParts extends ReloadSource {
  /** The sides of the appliance, each ready to go by this config or telling why it cannot. */
  readonly steps: (config: Config) => readonly (() => Promise<Prepared>)[];
  readonly observe: (event: ApplianceEvent) => void;
}

/** Reads the config anew and has the appliance go by it: all of what can be, or nothing. */
export class Reloader {
  readonly #parts: ReloaderParts;
  readonly #turns: InTurn<ReloadView>;
  #now: WrittenConfig;
  #stopped = false;

  constructor(parts: ReloaderParts) {
    this.#parts = parts;
    this.#now = parts.started;
    this.#turns = new InTurn(() => this.#reload());
  }

  /** Reads it once; who asks while it is being read has it read once more. Never rejects. */
  reload(): Promise<ReloadView> {
    if (this.#stopped) return Promise.resolve(stopping);
    return this.#turns.ask();
  }

  /** Changes nothing any more; resolves when nothing is half done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turns.done();
  }

  async #reload(): Promise<ReloadView> {
    const view = await this.#tried();
    this.#parts.observe({ room: "config", event: view });
    return view;
  }

  async #tried(): Promise<ReloadView> {
    try {
      const result = await this.#parts.read();
      if (result.kind === "invalid") {
        const { path = "config.toml", problems } = result;
        return kept(renderProblems(problems, path).split("\n"));
      }
      if (result.config.modems.length === 0) return kept([noModemText]);
      return await this.#goBy(result.source);
    } catch (error) {
      const trace = error instanceof Error ? error.stack : String(error);
      return kept([`Bug, please report it: ${trace}`]);
    }
  }

  async #goBy(wanted: WrittenConfig): Promise<ReloadView> {
    const { live, restart, next } = planReload(this.#now, wanted);
    const { applied, steps } = this.#parts;
    const prepared = await prepareAll(steps(next.config));
    if (prepared.kind === "problems") return kept(prepared.problems);
    if (this.#stopped) {
      await prepared.change.abandon();
      return stopping;
    }
    prepared.change.commit();
    this.#now = next;
    applied?.(next.config);
    return { kind: "applied", live, restart };
  }
}

const stopping = kept(["Cellpost is stopping"]);

function kept(problems: readonly string[]): ReloadView {
  return { kind: "kept", problems };
}
