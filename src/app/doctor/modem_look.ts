import type { ModemView } from "../../desk/mod.ts";
import { amiss, type Finding, fine, told } from "./finding.ts";

/** What is known of modems. */
export interface ModemFacts {
  /** The survey: those of the config by their names, then other ports without. */
  readonly views: readonly ModemView[];
  /** How many sections [[modem]] there are. */
  readonly configured: number;
}

const area = "Modems";
const able: ReadonlySet<string> = new Set(["usable", "ready"]);

/** Looks at all modems, and at the ports that nobody uses. */
export function lookAtModems(
  { views, configured }: ModemFacts,
): readonly Finding[] {
  const own = views.filter(({ name }) => name !== "");
  const others = views.filter(({ name }) => name === "");
  const someAble = own.some(({ state }) => able.has(state));
  return [
    // One that runs may have its modem by --modem.
    ...(configured === 0 && own.length === 0 ? [noneConfigured(others)] : []),
    ...(configured > 0 && own.length === 0 ? [noneFound] : []),
    ...own.flatMap((view) => lookAtModem(view, someAble)),
    ...others.flatMap(lookAtPort),
    ...adviceOf(views),
  ];
}

function noneConfigured(others: readonly ModemView[]): Finding {
  const isThere = others.some(({ state }) => state === "free");
  return amiss(area, "critical", {
    text: "No modem is configured, so nothing can be sent",
    advice: isThere
      ? "add the [[modem]] that is named below"
      : 'plug one in and run "cellpost init", or add [[modem]] to config.toml',
  });
}

const noneFound = amiss(area, "critical", {
  text: "No modem was found",
  advice: 'plug one in; "cellpost modems" lists the ports of this machine',
});

function lookAtModem(
  view: ModemView,
  someAble: boolean,
): readonly Finding[] {
  const { state } = view;
  if (!able.has(state)) {
    const waits = state === "starting" || state === "limited";
    return [ill(view, waits || someAble ? "warning" : "critical")];
  }
  return [
    fine(area, standing(view)),
    ...lookAtNetwork(view),
    ...lookAtSim(view),
  ];
}

function ill(
  { name, state, detail }: ModemView,
  level: "warning" | "critical",
): Finding {
  if (detail === "") {
    return amiss(area, level, {
      text: `${name} is ${state}`,
      advice: 'wait a moment; "cellpost modems --watch" shows how it goes on',
    });
  }
  const finding = told(area, level, detail);
  return { ...finding, text: `${name} is ${state}: ${finding.text}` };
}

function standing({ name, network, simulated, state }: ModemView): string {
  const signal = network?.signalDbm;
  const facts = [
    `${name} is ${state}`,
    simulated ? "simulated" : "",
    network?.operator ?? "",
    network?.registration ?? "",
    signal === undefined ? "" : `${signal} dBm`,
  ];
  return facts.filter((it) => it !== "").join(", ");
}

// TS 27.007 §8.5 ends at -113; below -100 SMS get lost now and then, below -107 often.
const weakDbm = -100;
const worstDbm = -107;

function lookAtNetwork({ name, network, simulated }: ModemView): Finding[] {
  if (simulated) {
    return [
      amiss(area, "hint", {
        text: `${name} is simulated: no SMS leaves this machine`,
        advice: "name a real modem in config.toml when you have one",
      }),
    ];
  }
  const signal = network?.signalDbm;
  if (signal === undefined || signal > weakDbm) return [];
  return [
    amiss(area, signal <= worstDbm ? "warning" : "hint", {
      text: `${name} receives ${signal} dBm, which is weak`,
      advice:
        "place the antenna higher, nearer to a window, or use a better one",
    }),
  ];
}

function lookAtSim({ balance, name, network, sim, simulated }: ModemView) {
  const findings: Finding[] = [];
  if (network?.registration === "roaming" && !simulated) {
    findings.push(amiss(area, "hint", {
      text: `${name} is roaming, where SMS may cost more`,
      advice: "look at the contract of its SIM",
    }));
  }
  if (sim !== undefined && sim.smsc === "") {
    findings.push(amiss(area, "warning", {
      text: `${name} tells no service centre (SMSC)`,
      advice: "set smsc in its [[modem]], should SMS not go out",
    }));
  }
  const { used = 0, total = 0 } = sim?.storage ?? {};
  if (total > 0 && used >= total) {
    findings.push(amiss(area, "warning", {
      text: `The memory of ${name} is full, so nothing can be received`,
      advice: "delete old SMS and drafts from its SIM in a phone",
    }));
  }
  if (sim !== undefined && sim.number === "") {
    findings.push(amiss(area, "hint", {
      text: `${name} does not know its own number, as many SIMs`,
      advice: '"cellpost selftest" needs it by --to',
    }));
  }
  if (balance?.low) {
    findings.push(amiss(area, "warning", {
      text: `The balance of ${name} is low: ${balance.amount}`,
      advice: "top its card up",
    }));
  }
  return findings;
}

/** Ports without a name in the config: most are no modem's, and nobody's concern. */
function lookAtPort(view: ModemView): readonly Finding[] {
  const { description, detail, port, state } = view;
  switch (state) {
    case "free":
      return [
        amiss(area, "hint", {
          text: `A modem that is not used is at ${port}`,
          advice: detail,
        }),
      ];
    case "busy":
    case "no permission":
      // A port of the board is seldom a modem's.
      return [
        told(area, description === undefined ? "hint" : "warning", detail),
      ];
    case "no port":
      return [told(area, "warning", `${port} is ${detail}`)];
    default:
      return [];
  }
}

function adviceOf(views: readonly ModemView[]): readonly Finding[] {
  const disturbed = views.filter(({ advice }) => advice !== undefined);
  if (disturbed.length === 0) return [];
  const ports = disturbed.map(({ device, port }) => device ?? port).join(", ");
  return [
    amiss(area, "warning", {
      text: `ModemManager runs, and opens modems by itself: ${ports}`,
      advice: '"cellpost modems" shows the lines that keep it away',
    }),
  ];
}
