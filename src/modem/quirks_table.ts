// house: specification table
import type { QuirkRow } from "./quirks.ts";

const huawei = { names: /huawei/i, usb: ["12d1:"] };
const zte = { names: /\bzte\b/i, usb: ["19d2:"] };
const simcom = { names: /simcom|\bsim[0-9]{3,4}|\bA76\d\d/i };
const quectel = { names: /quectel/i, usb: ["2c7c:"] };
const cinterion = {
  names: /cinterion|siemens|gemalto|thales/i,
  usb: ["1e2d:", "0681:"],
};
const telit = { names: /telit/i, usb: ["1bc7:"] };
const ublox = { names: /u-?blox/i, usb: ["1546:"] };
const wavecom = { names: /wavecom/i };
const novatel = { names: /novatel/i, usb: ["1410:"] };
const option = { names: /\boption\b/i, usb: ["0af0:"] };

/**
 * What is known of particular makes as far as sending, reports and setting up are concerned; modem.md §5 in the order of
 * the makers. What the driver puts up with from any modem has no row: a transcript shows it. All rows that match count.
 */
export const quirkRows: readonly QuirkRow[] = [
  {
    name: "huawei-chatter",
    match: huawei,
    does: "floods the port with `^RSSI`, `^MODE` and `^BOOT`",
    switches: { init: ["AT^CURC=0"] },
    source:
      "faucamp/python-gsmmodem#35, #40; babca/python-gsmmodem#47; Gammu sends the same",
    transcript: "huawei_e173",
  },
  {
    name: "huawei-ports",
    match: huawei,
    does: "announces messages and reports on its PCUI port only",
    switches: { init: ["AT^PORTSEL=1"] },
    source: "faucamp/python-gsmmodem#23; Gammu sends the same",
    transcript: "huawei_e3531",
  },
  {
    name: "huawei-pin",
    match: huawei,
    does: "restarts when it is spoken to within 3 s after its PIN",
    switches: { pinTries: "AT^CPIN?", pinPauseMs: 3_000 },
    source: "ModemManager, Huawei plugin",
    transcript: "huawei_e1550",
  },
  {
    name: "huawei-iccid",
    match: huawei,
    does: "tells its ICCID in a way of its own",
    switches: { iccid: "AT^ICCID?" },
    source: "Huawei, AT command interface of the E1xx and E3xx",
    transcript: "huawei_e173",
  },
  {
    name: "huawei-e1752",
    match: { names: /huawei.*\bE1752/i },
    does: "answers every SMS by `+CMS ERROR: 500` after `AT+CMMS=2`",
    switches: { linkHold: false },
    source: "gammu/gammu#138",
    transcript: "huawei_e1752",
  },
  {
    name: "huawei-e353",
    match: { names: /huawei.*\bE353(?!\d)/i },
    does: "finds a SIM only at power-on",
    switches: {},
    advice: {
      on: /No usable SIM|No SIM/,
      text:
        "an E353 looks for its SIM only when it is plugged in, so replug it",
    },
    source: "ModemManager, Huawei plugin",
    transcript: "huawei_e353",
  },
  {
    name: "zte-flood",
    match: zte,
    does: "repeats `+ZUSIMR:2` until it crashes, unless `AT+CPMS?` comes early",
    switches: { init: ["AT+CPMS?"] },
    source: "ModemManager, ZTE plugin",
    transcript: "zte_mf180",
  },
  {
    name: "zte-online",
    match: zte,
    does: "stays offline until `AT+ZOPRT=5`",
    switches: { init: ["AT+ZOPRT=5"] },
    source: "Gammu, initialisation of ZTE modems",
    transcript: "zte_mf710m",
  },
  {
    name: "zte-pin",
    match: zte,
    does: "tells the tries left in a way of its own",
    switches: { pinTries: "AT+ZPINPUK=?" },
    source: "ModemManager, ZTE plugin",
    transcript: "zte_mf180",
  },
  {
    name: "simcom-errors",
    match: simcom,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "simcom" },
    source:
      "SIMCom, SIM800 AT command manual; zabsalahid/serialport-gsm#66 on 325",
    transcript: "simcom_sim900",
  },
  {
    name: "simcom-pin",
    match: simcom,
    does: "tells the tries left in a way of its own",
    switches: { pinTries: "AT+SPIC" },
    source: "SIMCom, SIM800 AT command manual",
    transcript: "simcom_sim800l",
  },
  {
    name: "sim800-power",
    match: { names: /\bsim(?:com_sim)?[89]00/i },
    does: "draws 2 A while it sends, and restarts where it does not get them",
    switches: {},
    advice: {
      on: /UNDER-VOLTAGE|restarted/,
      text:
        "a SIM800 or SIM900 draws up to 2 A while it sends: feed it 4.0 V from a supply and wires that can",
    },
    source: "SIMCom, SIM800 hardware design",
    transcript: "simcom_sim800l",
  },
  {
    name: "sim600-deletion",
    match: { names: /\bsim(?:com_sim)?600/i },
    does: "deletes all segments of an SMS with the first",
    switches: { deletesTogether: true },
    source: "smstools, check_memory_method 5",
    transcript: "simcom_sim600",
  },
  {
    name: "sim7000-sms",
    match: { names: /\bsim(?:com_sim)?70[028]0/i },
    does: "has no SMS with some firmware and operators",
    switches: {},
    advice: {
      on: /PDU mode/,
      text:
        "some firmware of the SIM7000 family has no SMS: ask its seller for one that has",
    },
    source: "Xinyuan-LilyGO/T-SIM7600X#63",
    transcript: "simcom_sim7000g",
  },
  {
    name: "sim7600-profile",
    match: { names: /\bsim(?:com_sim)?7[56]00/i },
    does: "may refuse to send until its settings are put back",
    switches: { resetProfile: "AT&F" },
    source: "Xinyuan-LilyGO/LilyGo-Modem-Series#340",
    transcript: "simcom_sim7600e",
  },
  {
    name: "sim7600-lte",
    match: { names: /\bsim(?:com_sim)?7[56]00/i },
    does: "cannot send on LTE with some operators",
    switches: {},
    advice: {
      on: /CM[SE] ERROR|ERROR$|data only/,
      text:
        'if that repeats, the operator may take no SMS from it on LTE: try quirks = { init = ["AT+CNMP=14"] }, which keeps it to 3G',
    },
    source: "Xinyuan-LilyGO/T-SIM7600X#85",
    transcript: "simcom_sim7600e",
  },
  {
    name: "a7670-sms",
    match: { names: /\bA76\d\d/i },
    does: "has no SMS at all in some variants",
    switches: {},
    advice: {
      on: /PDU mode/,
      text:
        "variants such as the A7670E-LNXY-UBL have no SMS at all: ask the seller for one that has",
    },
    source: "Xinyuan-LilyGO/LilyGo-Modem-Series#247, #254",
    transcript: "simcom_a7670e_lnxy",
  },
  {
    name: "quectel-errors",
    match: quectel,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "quectel" },
    source: "Quectel, EC2x AT commands manual",
    transcript: "quectel_m26",
  },
  {
    name: "quectel-pin",
    match: quectel,
    does: "drops a PIN that comes while it is still booting",
    switches: { pinTries: "AT+QPINC", pinSettleMs: 3_000 },
    source: "genodelabs/genode-allwinner#9",
    transcript: "quectel_bg96",
  },
  {
    name: "quectel-rm520n",
    match: { names: /\bRM5\d\dN/i },
    does: "says that its SIM is locked while it boots, even when it is not",
    switches: { pinSettleMs: 10_000 },
    source: "openwrt/openwrt#24260",
    transcript: "quectel_rm520n",
  },
  {
    name: "quectel-iccid",
    match: quectel,
    does: "tells its ICCID in a way of its own",
    switches: { iccid: "AT+QCCID" },
    source: "Quectel, EC2x AT commands manual",
    transcript: "quectel_ec25",
  },
  {
    name: "foxconn-storage",
    match: { names: /\bT77W968|\bDW5821e/i, usb: ["413c:81d7", "0489:e0b"] },
    does: "receives nothing until its storage was chosen ME, MT, SM, ME",
    switches: { storageWalk: ["ME", "MT", "SM", "ME"] },
    source: "4IceG/luci-app-sms-tool-js#42",
    transcript: "foxconn_t77w968",
  },
  {
    name: "wavecom-errors",
    match: wavecom,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "wavecom" },
    source: "Wavecom, AT command interface; gammu/gammu@9974c104 at-error.c",
    transcript: "wavecom_q2303a",
  },
  {
    name: "wavecom-storage",
    match: wavecom,
    does: "takes two memories in `AT+CPMS`",
    switches: { storageParameters: 2 },
    source: "faucamp/python-gsmmodem#19",
    transcript: "wavecom_m1306b",
  },
  {
    name: "cinterion-errors",
    match: cinterion,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "cinterion" },
    source: "Siemens, MC75i AT command set; gammu/gammu@9974c104 at-error.c",
    transcript: "cinterion_mc75i",
  },
  {
    name: "cinterion-pin",
    match: cinterion,
    does: "tells the tries left in a way of its own",
    switches: { pinTries: "AT^SPIC" },
    source: "Siemens, MC75i AT command set",
    transcript: "cinterion_mc75i",
  },
  {
    name: "cinterion-buffer",
    match: cinterion,
    does: "hands reports over only where the last value of `AT+CNMI` is 1",
    switches: { cnmiBuffer: 1 },
    source: "gammu/gammu#1206, #1207",
    transcript: "cinterion_mc75i",
  },
  {
    name: "siemens-sm20",
    match: cinterion,
    does: "answers an SMS that fails by OK, from the factory",
    switches: { init: ["AT^SM20=0,0"] },
    source: "Siemens, MC55 AT command set 1.05 §12.7",
    transcript: "siemens_mc52i",
  },
  {
    name: "telit-errors",
    match: telit,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "telit" },
    source: "Telit, AT commands reference; gammu/gammu@9974c104 at-error.c",
    transcript: "telit_he910",
  },
  {
    name: "telit-pin",
    match: telit,
    does: "tells the tries left in a way of its own",
    switches: { pinTries: "AT#PCT" },
    source: "ModemManager, Telit plugin",
    transcript: "telit_he910",
  },
  {
    name: "ublox-errors",
    match: ublox,
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "u-blox" },
    source: "u-blox, AT commands manual; gammu/gammu@9974c104 at-error.c",
    transcript: "ublox_lena_r8",
  },
  {
    name: "ublox-pin",
    match: ublox,
    does: "tells the tries left in a way of its own",
    switches: { pinTries: "AT+UPINCNT" },
    source: "ModemManager, u-blox plugin",
    transcript: "ublox_lena_r8",
  },
  {
    name: "ublox-late-ok",
    match: { names: /u-?blox.*\bSARA-G4/i },
    does: "says OK twice, the second time when the next command runs",
    switches: { commandGapMs: 100 },
    source: "vshymanskyy/TinyGSM#338, #296",
    transcript: "ublox_sara_g450",
  },
  {
    name: "sierra-errors",
    match: { names: /sierra/i, usb: ["1199:"] },
    does: "has `+CMS ERROR` codes of its own",
    switches: { errors: "sierra" },
    source: "gammu/gammu@9974c104 at-error.c",
    transcript: "sierra_mc7304",
  },
  {
    name: "option-radio",
    match: option,
    does: "says OK to `AT+CFUN=1` before it is ready",
    switches: { radioSettleMs: 10_000 },
    source: "ModemManager, Option plugin",
    transcript: "option_gi0225",
  },
  {
    name: "novatel-stored",
    match: novatel,
    does: "hands over no report, whatever it says, and announces stored ones",
    switches: { reportRouting: "stored" },
    source: "rilmodem/ofono@efc9c0a, drivers/atmodem/sms.c",
    transcript: "novatel_mc990d",
  },
  {
    name: "no-acknowledgement",
    match: {
      names:
        /huawei|\bzte\b|simcom|\bsim[0-9]{3,4}|\bA76\d\d|novatel|\boption\b|qualcomm|icera/i,
      usb: ["12d1:", "19d2:", "1410:", "0af0:", "05c6:"],
    },
    does: "wants no `AT+CNMA`, although `AT+CSMS?` says 1",
    switches: { acknowledges: false },
    source: "rilmodem/ofono@efc9c0a, drivers/atmodem/sms.c",
    transcript: "qualcomm_m6280",
  },
  {
    name: "neoway-radio",
    match: { names: /neoway.*M590|\bM590/i },
    does: "never comes back once its radio is off",
    switches: { radioCycle: false },
    source: "smstools 3.1.21, history",
    transcript: "neoway_m590e",
  },
  {
    name: "nokia-chunks",
    match: { names: /nokia/i, usb: ["0421:"] },
    does: "loses what is written faster than 18 characters at a time",
    switches: { pduChunk: 18 },
    source: "pruiz/kannel@cdbcfc1, gw/smsc/smsc_at.c",
    transcript: "nokia_30",
  },
  {
    name: "benq-wake",
    match: { names: /benq/i },
    does: "misses the first command after a rest",
    switches: { wakeUp: true },
    source: "smstools 3.1.21, needs_wakeup_at",
    transcript: "benq_m32",
  },
];
