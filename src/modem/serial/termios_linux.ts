import type { PortOptions } from "./port.ts";

/**
 * The kernel's `struct termios2` (44 bytes), for TCGETS2 and TCSETS2. Not glibc's `struct termios`: its 2.42 changed
 * what the speed fields of the same 60 bytes mean, and a symbol looked up at run time is always the newest.
 */
export const termiosLayout = {
  size: 44,
  inputFlags: 0,
  outputFlags: 4,
  controlFlags: 8,
  localFlags: 12,
  controlChars: 17,
  inputSpeed: 36,
  outputSpeed: 40,
} as const;

/** Flags of `termbits.h`; each lives in the field its prefix names. */
export const termiosFlag = {
  IGNBRK: 0x1,
  BRKINT: 0x2,
  PARMRK: 0x8,
  INPCK: 0x10,
  ISTRIP: 0x20,
  INLCR: 0x40,
  IGNCR: 0x80,
  ICRNL: 0x100,
  IXON: 0x400,
  IXANY: 0x800,
  IXOFF: 0x1000,
  OPOST: 0x1,
  CSIZE: 0x30,
  CS8: 0x30,
  CSTOPB: 0x40,
  CREAD: 0x80,
  PARENB: 0x100,
  HUPCL: 0x400,
  CLOCAL: 0x800,
  CBAUD: 0x100f,
  /** In place of a speed's code: the speed fields count. */
  BOTHER: 0x1000,
  CIBAUD: 0x100f0000,
  CRTSCTS: 0x80000000,
  ISIG: 0x1,
  ICANON: 0x2,
  ECHO: 0x8,
  ECHONL: 0x40,
  IEXTEN: 0x8000,
} as const;

const f = termiosFlag;
const inputMask = f.IGNBRK | f.BRKINT | f.PARMRK | f.INPCK | f.ISTRIP |
  f.INLCR | f.IGNCR | f.ICRNL | f.IXON | f.IXANY | f.IXOFF;
const outputMask = f.OPOST;
const localMask = f.ISIG | f.ICANON | f.ECHO | f.ECHONL | f.IEXTEN;
const controlMask = f.CSIZE | f.CSTOPB | f.PARENB | f.CREAD | f.CLOCAL |
  f.CRTSCTS;

/** Places of settings among the control characters. */
export const termiosIndex = { VTIME: 5, VMIN: 6 } as const;

/** Codes of the speeds that have one; a driver older than BOTHER looks at nothing else. */
export const speedCodes: ReadonlyMap<number, number> = new Map([
  [300, 0x7],
  [600, 0x8],
  [1200, 0x9],
  [2400, 0xb],
  [4800, 0xc],
  [9600, 0xd],
  [19200, 0xe],
  [38400, 0xf],
  [57600, 0x1001],
  [115200, 0x1002],
  [230400, 0x1003],
  [460800, 0x1004],
  [500000, 0x1005],
  [921600, 0x1007],
  [1000000, 0x1008],
  [2000000, 0x100b],
  [3000000, 0x100d],
  [4000000, 0x100f],
]);

/** The settings of a raw 8N1 port, made from those that the port has now; `current` stays as it is. */
export function rawTermios(
  current: Uint8Array,
  options: PortOptions,
): Uint8Array {
  const wanted = current.slice();
  const fields = fieldsOf(wanted);
  const { inputFlags, outputFlags, controlFlags, localFlags } = termiosLayout;
  fields.change(inputFlags, inputMask, 0);
  fields.change(outputFlags, outputMask, 0);
  fields.change(localFlags, localMask, 0);
  const flow = options.rtsCts === true ? f.CRTSCTS : 0;
  fields.change(controlFlags, controlMask, f.CS8 | f.CREAD | f.CLOCAL | flow);
  // Without HUPCL DTR stays up when the port closes, so that a restart of ours does not reset the modem.
  const speed = speedCodes.get(options.baudRate) ?? f.BOTHER;
  fields.change(controlFlags, f.HUPCL | f.CBAUD | f.CIBAUD, speed);
  fields.set(termiosLayout.inputSpeed, options.baudRate);
  fields.set(termiosLayout.outputSpeed, options.baudRate);
  // VMIN 0 would make an empty read return 0, which must mean that the device is gone.
  wanted[termiosLayout.controlChars + termiosIndex.VMIN] = 1;
  wanted[termiosLayout.controlChars + termiosIndex.VTIME] = 0;
  return wanted;
}

/** Sets the speed fields by the speed's code, as the kernel itself does; 0 where it has none. */
export function setSpeedsByCode(termios: Uint8Array): void {
  const fields = fieldsOf(termios);
  const code = fields.get(termiosLayout.controlFlags) & f.CBAUD;
  const [rate = 0] = [...speedCodes].find(([, other]) => other === code) ?? [];
  fields.set(termiosLayout.inputSpeed, rate);
  fields.set(termiosLayout.outputSpeed, rate);
}

/**
 * What the driver did not take, in words, or undefined when all that matters was taken: TCSETS2 succeeds whatever the
 * driver made of it. Its speed may be 3 % off, the most that ten bits of a frame bear.
 */
export function unmetSetting(
  wanted: Uint8Array,
  actual: Uint8Array,
): string | undefined {
  const [want, got] = [fieldsOf(wanted), fieldsOf(actual)];
  const differs = (field: number, mask: number) =>
    ((want.get(field) ^ got.get(field)) & mask) !== 0;
  const { inputFlags, outputFlags, controlFlags, localFlags } = termiosLayout;
  if (
    differs(inputFlags, inputMask) || differs(outputFlags, outputMask) ||
    differs(localFlags, localMask)
  ) {
    return "raw mode";
  }
  if (differs(controlFlags, f.CRTSCTS)) return "RTS/CTS flow control";
  if (differs(controlFlags, controlMask)) return "8 data bits, no parity";
  const rate = want.get(termiosLayout.outputSpeed);
  const given = got.get(termiosLayout.outputSpeed);
  if (Math.abs(given - rate) > rate * 0.03) {
    return `${rate} baud (it would run at ${given})`;
  }
  return undefined;
}

function fieldsOf(termios: Uint8Array) {
  const view = new DataView(
    termios.buffer,
    termios.byteOffset,
    termiosLayout.size,
  );
  const get = (field: number) => view.getUint32(field, true);
  const set = (field: number, value: number) =>
    view.setUint32(field, value, true);
  const change = (field: number, mask: number, value: number) =>
    set(field, (get(field) & ~mask) | value);
  return { get, set, change };
}
