import type { Acts } from "./acts.ts";
import { Icon } from "./icons.tsx";
import { absoluteTime, futureTime, pastTime } from "./when.ts";
import { counted, signalBars, signalWord, type Tone } from "./words.ts";
import type { ModemView } from "./wire.ts";

const stateTones: Readonly<Record<string, readonly [Tone, string]>> = {
  usable: ["good", "Ready"],
  limited: ["warn", "Resting"],
  starting: ["info", "Starting"],
  recovering: ["warn", "Recovering"],
  blocked: ["bad", "Needs you"],
  unplugged: ["bad", "Not there"],
  stopped: ["quiet", "Stopped"],
};

/** Each modem as a card; `full` with everything that is known of it. */
export function ModemCards(
  { full = false, modems, now }: {
    readonly modems: readonly ModemView[] | undefined;
    readonly now: number;
    readonly full?: boolean;
  },
) {
  const own = modems?.filter(({ name }) => name !== "") ?? [];
  const others = modems?.filter(({ name }) => name === "") ?? [];
  if (modems !== undefined && own.length === 0) {
    return (
      <p class="card empty-line">
        No modem is set up. Plug one in and type{" "}
        <code>cellpost modems</code>, which says what to write into config.toml
      </p>
    );
  }
  return (
    <div class="modem-grid">
      {own.map((modem) => (
        <ModemCard
          key={modem.name + modem.port}
          modem={modem}
          now={now}
          full={full}
        />
      ))}
      {full &&
        others.map((modem) => (
          <ModemCard
            modem={modem}
            now={now}
            full={full}
          />
        ))}
    </div>
  );
}

function ModemCard(
  { full, modem, now }: {
    readonly modem: ModemView;
    readonly now: number;
    readonly full: boolean;
  },
) {
  const [tone, word] = stateTones[modem.state] ?? ["quiet", modem.state];
  const { balance, detail, network, next } = modem;
  // On the page of its own there is no heading between.
  const Title = full ? "h2" : "h3";
  return (
    <article
      class={`card modem tone-${tone}`}
      aria-label={`Modem ${titleOf(modem)}`}
    >
      <header>
        <span class="modem-icon">
          <Icon name={modem.simulated ? "sim" : "modems"} />
        </span>
        <div class="modem-name">
          <Title>{titleOf(modem)}</Title>
          <p>{operatorOf(modem)}</p>
        </div>
        <Signal dbm={network?.signalDbm} known={network !== undefined} />
      </header>
      <p class="modem-state">
        <span class={`chip tone-${tone}`}>{word}</span>
        {modem.simulated && <span class="chip tone-quiet">Simulated</span>}
        {balance?.low === true && (
          <span class="chip tone-warn">Low balance</span>
        )}
      </p>
      {detail !== "" && <p class="modem-detail">{detail}</p>}
      {next !== undefined && (
        <p class="modem-next" title={absoluteTime(next.at)}>
          Next, {futureTime(next.at, now)}: {next.text}
        </p>
      )}
      <dl class="modem-numbers">
        <div>
          <dt>Sent</dt>
          <dd>{counted(modem.sent)}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>{counted(modem.errors)}</dd>
        </div>
        {balance !== undefined && (
          <div class={balance.low ? "tone-warn" : ""}>
            <dt>Balance</dt>
            <dd title={`Asked at ${absoluteTime(balance.at)}`}>
              {balance.amount.toFixed(2)}
            </dd>
          </div>
        )}
      </dl>
      {full && <ModemFacts modem={modem} now={now} />}
    </article>
  );
}

function titleOf({ name, port }: ModemView): string {
  return name === "" ? port : name;
}

function operatorOf({ network, port }: ModemView): string {
  const operator = network?.operator ?? "";
  const registration = network?.registration ?? "";
  if (operator === "") return registration === "" ? port : registration;
  return registration === "" || registration === "home"
    ? operator
    : `${operator} · ${registration}`;
}

function Signal(
  { dbm, known }: { readonly dbm: number | undefined; readonly known: boolean },
) {
  const bars = signalBars(dbm);
  const words = `Signal ${signalWord(dbm)}${
    dbm === undefined ? "" : `, ${dbm} dBm`
  }`;
  return (
    <div class="signal" role="img" aria-label={words} title={words}>
      <svg
        viewBox="0 0 24 18"
        width="24"
        height="18"
        aria-hidden="true"
        focusable="false"
      >
        {[0, 1, 2, 3].map((bar) => (
          <rect
            class={known && bar < bars ? "bar-on" : "bar-off"}
            x={bar * 6}
            y={12 - bar * 4}
            width="4"
            height={6 + bar * 4}
            rx="1"
          />
        ))}
      </svg>
      <span>{dbm === undefined ? "no signal" : `${dbm} dBm`}</span>
    </div>
  );
}

function ModemFacts(
  { modem, now }: { readonly modem: ModemView; readonly now: number },
) {
  const { balance, device, identity, pools, port, sim } = modem;
  const storage = sim?.storage;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [
      "Port",
      device === undefined || device === port ? port : `${port} (${device})`,
    ],
    [
      "Make",
      [identity?.manufacturer, identity?.model].filter(Boolean).join(" ") ||
      modem.description,
    ],
    ["IMEI", identity?.imei],
    ["SIM", identity?.iccid],
    ["Number", sim?.number],
    ["SMS centre", sim?.smsc],
    ["Storage", storage && `${storage.used} of ${storage.total} used`],
    ["Pools", pools?.join(", ")],
    ["Balance asked", balance && pastTime(balance.at, now)],
  ];
  const known = facts.filter(([, value]) =>
    value !== undefined && value !== ""
  );
  return (
    <>
      <dl class="facts">
        {known.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {modem.advice !== undefined && (
        <div class="advice">
          <p>
            ModemManager disturbs it. To keep it away, paste into a terminal:
          </p>
          <pre tabindex={0}>{modem.advice.join("\n")}</pre>
        </div>
      )}
    </>
  );
}

/** The page of all modems and ports. */
export function ModemsPage(
  { modems, now }: {
    readonly acts: Acts;
    readonly modems: readonly ModemView[] | undefined;
    readonly now: number;
  },
) {
  return (
    <div class="page">
      <ModemCards modems={modems} now={now} full />
    </div>
  );
}
