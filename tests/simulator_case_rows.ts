/** One thing that modem.md §6 wants a simulator to be able to do, and where it is shown. */
export interface SimulatorCase {
  readonly what: string;
  /** Names of tests, by file; `at:` names a transcript. */
  readonly shown: readonly (readonly [file: string, test: string])[];
}

const here = "tests/simulator_cases_test.ts";
const framing = "tests/simulator_framing_test.ts";
const faults = "tests/modem_faults_test.ts";
const init = "src/modem/init_sequence_test.ts";
const submit = "src/modem/submit_dialogue_test.ts";
const pin = "src/modem/pin_test.ts";
const intake = "src/modem/inbound_intake_test.ts";

const inbound = "tests/inbound_test.ts";
const sweep = "src/modem/storage_sweep_test.ts";

/** The list of modem.md §6 in its order, then what modem.md §5 knows of makes that receive in ways of their own. */
export const simulatorCases: readonly SimulatorCase[] = [
  {
    what: "split every answer at every byte offset",
    shown: [[framing, "every answer may be cut at any byte"]],
  },
  {
    what: "a URC at every line boundary, also between prompt and PDU",
    shown: [[framing, "a URC may come at any boundary of lines"]],
  },
  {
    what: "echo on, off, late",
    shown: [
      [framing, "the echo may stay on, and come late"],
      [faults, "that echoes against orders"],
    ],
  },
  {
    what: "NUL and CR CR LF",
    shown: [[framing, "NULs may come before an answer"], ["at:", "zte_mf180"]],
  },
  {
    what: "a final result that is late or missing",
    shown: [
      [framing, "any answer may take 4 s, and any final result may be missing"],
      [pin, "start() bears a +CPIN without its OK"],
      [submit, "submit() waits 120 s after the PDU without a word"],
    ],
  },
  {
    what: "OK without +CMGS",
    shown: [[here, "OK without +CMGS is no success"]],
  },
  {
    what: "+CMGS without OK",
    shown: [[here, "+CMGS without OK is success"]],
  },
  {
    what: "a prompt without space, and one after 20 s",
    shown: [
      [framing, "the prompt may come without its space"],
      [framing, "the prompt may take 20 s"],
    ],
  },
  {
    what: "CMS and CME errors at each step",
    shown: [
      [here, "a CMS or CME error may come at any step"],
      [faults, "an error at any step of the dialogue costs time"],
    ],
  },
  {
    what: "a SIM PIN, right and wrong, its tries, never more than one attempt",
    shown: [
      [here, "a right PIN unlocks the SIM, a wrong one is tried once, ever"],
      [faults, "a wrong PIN is tried exactly once, also over restarts"],
      [pin, "start() enters a PIN only with two tries left"],
    ],
  },
  { what: "PUK", shown: [[here, "and one that asks for its PUK"]] },
  {
    what: "a SIM that is busy N times",
    shown: [
      [here, "a SIM may be busy several times"],
      [submit, "submit() repeats to a busy SIM, up to ten times"],
    ],
  },
  {
    what: "a full storage",
    shown: [[here, "a full storage is emptied"], ["at:", "simcom_a7670e"]],
  },
  {
    what: "index 0",
    shown: [["at:", "quectel_bg96"], ["at:", "huawei_e3531"]],
  },
  {
    what: "ds 2 with reports in another memory than announced",
    shown: [
      ["at:", "quectel_ec25"],
      [
        intake,
        "a report that is not where the modem says is looked for in SR, and nothing else is taken for one",
      ],
    ],
  },
  {
    what: "duplicate indexes",
    shown: [
      [sweep, "a list that shows a place twice loses neither SMS"],
    ],
  },
  {
    what: "a report before +CMGS",
    shown: [[here, "a report may come before its +CMGS"], ["at:", "zte_mf180"]],
  },
  {
    what: "reports out of order, temporary ones before final ones",
    shown: [[here, "reports may come out of order"]],
  },
  {
    what: "inbound SMS of several segments, shuffled, duplicated, missing",
    shown: [
      [inbound, "segments that come shuffled, twice, and over a restart"],
      [inbound, "an SMS of which a segment is lost is in the inbox"],
      ["tests/pty_inbound_test.ts", "the network's backlog after it"],
    ],
  },
  {
    what: "a reboot with its codes at each state",
    shown: [
      [here, "a modem may restart or go away at any step"],
      [faults, "a modem that restarts at any step costs time"],
    ],
  },
  {
    what: "EOF and EIO of the port at each state",
    shown: [
      [here, "a modem may restart or go away at any step"],
      [faults, "a modem pulled out at any step and put back costs time"],
    ],
  },
  {
    what: "garbage",
    shown: [
      [framing, "garbage may come at any boundary of lines"],
      [faults, "garbage on the line, at any moment, loses nothing"],
      ["at:", "zte_mf710m"],
    ],
  },
  {
    what: "loss of registration",
    shown: [[here, "the network may go and come back"]],
  },
  {
    what: "refusals of CNMI, CPMS and CSMS",
    shown: [[here, "CNMI, CPMS and CSMS may be refused"]],
  },
  {
    what: "text mode after a restart",
    shown: [
      [here, "a modem in text mode after a silent restart"],
      [here, "a modem that restarts without a word gets no PDU"],
    ],
  },
  {
    what: "a trickle of one byte in 10 ms",
    shown: [[framing, "answers may trickle in at one byte in 10 ms"]],
  },
  {
    what: "CMGL of 100 messages",
    shown: [
      [sweep, "a hundred SMS are taken in portions"],
      [sweep, "a list of a hundred SMS is taken in whole"],
      [inbound, "a hundred SMS that came while it was off"],
    ],
  },
  {
    what: "+CMTI without an index (SIM7000)",
    shown: [[intake, "an announcement that cannot be read has the memory"]],
  },
  {
    what: "each SMS twice, in two places (A7670)",
    shown: [[inbound, "a modem that has each SMS twice, in two places"]],
  },
  {
    what: "all segments deleted with the first (SIM600)",
    shown: [
      [inbound, "a modem that deletes all segments with the first"],
      ["at:", "simcom_sim600"],
    ],
  },
  {
    what: "an answer to AT+CMGR or AT+CMGL behind a stray OK",
    shown: [
      [sweep, "an OK of something else is not taken for a free place"],
      [sweep, "an OK of something else is no empty list"],
    ],
  },
  {
    what: "a modem of every make that departs in a way of its own",
    shown: [
      [
        "tests/modem_transcripts_test.ts",
        "there are transcripts of every make",
      ],
      [init, "start() gives the same result whatever the framing"],
    ],
  },
];
