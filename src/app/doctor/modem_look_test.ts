import { table } from "../../../tests/support/finding_table.ts";
import type { ModemView } from "../../desk/mod.ts";
import { lookAtModems } from "./modem_look.ts";

function modem(given: Partial<ModemView>): ModemView {
  return {
    ...{ name: "roof", port: "/dev/ttyUSB2", simulated: false },
    ...{ state: "usable", detail: "", sent: 0, errors: 0 },
    network: { operator: "Telia", registration: "home", signalDbm: -71 },
    sim: { number: "+46701740605", smsc: "+46705008999" },
    ...given,
  };
}

const network = (given: Partial<NonNullable<ModemView["network"]>>) =>
  modem({
    network: {
      ...{ operator: "Telia", registration: "home", signalDbm: -71 },
      ...given,
    },
  });
const sim = (given: Partial<NonNullable<ModemView["sim"]>>) =>
  modem({ sim: { number: "+46701740605", smsc: "+4670", ...given } });
const good = /^ok: roof is usable, Telia, home, -71 dBm$/;
const look = (...views: readonly ModemView[]) => ({
  views,
  configured: views.length,
});
const blocked = modem({
  ...{
    state: "blocked",
    detail: "The SIM is blocked and asks for its PUK: put it into a phone",
  },
});
const searching = modem({
  state: "recovering",
  detail: "Not registered: searching for a network; check antenna",
});

Deno.test("modems: one that works, those that do not, and their networks", () => {
  table(
    lookAtModems,
    [
      [look(modem({})), [good]],
      [look(modem({ state: "ready" })), [/^ok: roof is ready, Telia/]],
      [look(blocked), [
        /^critical: roof is blocked: The SIM .* its PUK -> put it into a phone$/,
      ]],
      [look(searching), [
        /^critical: roof is recovering: Not reg.* -> check antenna$/,
      ]],
      [look(modem({ name: "a" }), searching), [
        /^ok: a/,
        /^warning: roof is/,
      ]],
      [
        look(
          modem({ state: "limited", detail: "The quota is used up; wait" }),
        ),
        [/^warning: roof is limited: The quota is used up -> wait$/],
      ],
      [look(network({ signalDbm: -103 })), [
        /^ok/,
        /^hint: .*-103 dBm.* antenna/,
      ]],
      [look(network({ signalDbm: -109 })), [/^ok/, /^warning: .*-109 dBm/]],
      [look(network({ signalDbm: undefined })), [
        /^ok: roof is usable, Telia, home$/,
      ]],
      [look(network({ registration: "roaming" })), [
        /^ok/,
        /^hint: roof is roa/,
      ]],
    ],
  );
});

Deno.test("modems that work, with a SIM or surroundings that are not right", () => {
  table(
    lookAtModems,
    [
      [look(sim({ smsc: "" })), [/^ok/, /^warning: .*SMSC.* -> set smsc/]],
      [look(sim({ number: "" })), [/^ok/, /^hint: .*own number.*--to$/]],
      [
        look(sim({ storage: { memory: "SM", used: 20, total: 20 } })),
        [/^ok/, /^warning: The memory of roof is full/],
      ],
      [
        look(sim({ storage: { memory: "SM", used: 19, total: 20 } })),
        [/^ok/],
      ],
      [
        look(modem({ balance: { amount: 1.5, at: 0, low: true } })),
        [/^ok/, /^warning: The balance of roof is low: 1\.5 -> top/],
      ],
      [
        look(modem({ simulated: true })),
        [/^ok: roof is usable, simulated/, /^hint: roof is simulated: no SMS/],
      ],
      [
        look(modem({ advice: ["udev"], device: "/dev/ttyUSB2" })),
        [/^ok/, /^warning: ModemManager runs.*\/dev\/ttyUSB2 -> "cellpost mod/],
      ],
    ],
  );
});

Deno.test("no modem at all, and ports that nobody uses", () => {
  const free = modem({ name: "", state: "free", detail: 'to use it: "auto"' });
  const mouse = modem({ name: "", state: "no answer" });
  const busy = modem({
    ...{ name: "", state: "busy", description: "Huawei" },
    detail: 'Port "/dev/ttyUSB2" is in use by smsd (pid 3): stop that program',
  });
  const board = modem({
    ...{ name: "", state: "no permission", port: "/dev/ttyS0" },
    detail: 'No permission for port "/dev/ttyS0": run: sudo usermod',
  });
  const stick = modem({
    ...{ name: "", state: "no port", port: "USB 1-4, 12d1:14dc" },
    detail: "Huawei HiLink: use another mode",
  });
  table(lookAtModems, [
    [
      { views: [mouse], configured: 0 },
      [/^critical: No modem is configured.* -> plug one in and run "cellpost i/],
    ],
    [
      { views: [free], configured: 0 },
      [/^critical: .* -> add the \[\[modem\]\] that/, /^hint: .*to use it/],
    ],
    [{ views: [], configured: 1 }, [/^critical: No modem was found -> plug/]],
    [{ views: [modem({})], configured: 0 }, [/^ok/]],
    [
      { views: [modem({}), busy, board, stick], configured: 1 },
      [
        /^ok/,
        /^warning: Port ".*" is in use by smsd \(pid 3\) -> stop that prog/,
        /^hint: No permission for port "\/dev\/ttyS0" -> run: sudo usermod$/,
        /^warning: USB 1-4, 12d1:14dc is Huawei HiLink -> use another mode$/,
      ],
    ],
  ]);
});
