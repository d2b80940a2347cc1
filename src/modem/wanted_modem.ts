import { askIccid } from "./identify.ts";
import { isWanted, showWanted, type Wanted } from "./port_name.ts";
import { later, type NotReady, type Setup } from "./setup.ts";

/** Gives up a port behind which another modem is than the configured one, before anything is asked of its SIM. */
export function refuseWrongModem(
  setup: Setup,
): Promise<NotReady | undefined> {
  const { identity, options: { wanted } } = setup;
  if (wanted?.kind !== "imei" || !identity) return Promise.resolve(undefined);
  return Promise.resolve(judge(setup, wanted));
}

/** The same for a modem that goes by its SIM, before the SIM is given a PIN. */
export async function refuseWrongSim(
  setup: Setup,
): Promise<NotReady | undefined> {
  const { identity, options: { wanted } } = setup;
  if (wanted?.kind !== "iccid" || !identity) return undefined;
  const iccid = await askIccid(setup);
  if (setup.conversation.broken) return undefined;
  setup.identity = { ...identity, iccid };
  return judge(setup, wanted);
}

function judge(setup: Setup, wanted: Wanted): NotReady | undefined {
  const { identity, options, port } = setup;
  if (setup.conversation.broken || !identity) return undefined;
  const right = isWanted(wanted, identity);
  if (right) return undefined;
  const number = wanted.kind.toUpperCase();
  if (right === undefined) {
    return later(
      `The modem at port "${port}" does not tell its ${number}, so it may be another than ${
        showWanted(wanted)
      }: name its port instead`,
    );
  }
  const reason = `Port "${port}" leads to the modem with ${number} ${
    identity[wanted.kind]
  } by now, not to ${showWanted(wanted)}`;
  // No rung of the ladder is for somebody else's modem: the port is given up, and the right one looked for.
  options.observe({ kind: "lost", reason });
  return later(reason);
}
