import type { PortOptions } from "./port.ts";
import {
  commTimeouts,
  dcb,
  dcbFlag,
  dcbValue,
  maxDword,
} from "./windows_abi.ts";

const bothBits = 3;
const lineMask = (dcbFlag.fDtrControl | dcbFlag.fRtsControl) * bothBits;
const flowMask = dcbFlag.fOutxCtsFlow | dcbFlag.fOutxDsrFlow | dcbFlag.fOutX |
  dcbFlag.fInX | dcbFlag.fDsrSensitivity;
const changeMask = dcbFlag.fParity | dcbFlag.fErrorChar | dcbFlag.fNull |
  // With it every framing error would end all operations until somebody asks for the error.
  dcbFlag.fAbortOnError;

/**
 * How long a read waits for its first byte. It then ends empty and is begun again: a driver that forgets its reader, as some
 * do after a sleep of the machine, is put right by that. Some take a value with the top bit set for 0 (CH340).
 */
export const emptyReadMs = 10_000;

/** The settings of a raw 8N1 port with DTR and RTS up, from those that it has now; `current` stays as it is. */
export function rawDcb(current: Uint8Array, options: PortOptions): Uint8Array {
  const wanted = current.slice();
  const view = viewOf(wanted);
  const rtsCts = options.rtsCts === true;
  const rts = rtsCts
    ? dcbValue.RTS_CONTROL_HANDSHAKE
    : dcbValue.RTS_CONTROL_ENABLE;
  const flags = view.getUint32(dcb.flags, true) &
    ~(lineMask | flowMask | changeMask);
  view.setUint32(dcb.length, dcb.size, true);
  view.setUint32(dcb.baudRate, options.baudRate, true);
  view.setUint32(
    dcb.flags,
    flags | dcbFlag.fBinary | (rtsCts ? dcbFlag.fOutxCtsFlow : 0) |
      (dcbFlag.fDtrControl * dcbValue.DTR_CONTROL_ENABLE) |
      (dcbFlag.fRtsControl * rts),
    true,
  );
  wanted[dcb.byteSize] = 8;
  wanted[dcb.parity] = dcbValue.NOPARITY;
  wanted[dcb.stopBits] = dcbValue.ONESTOPBIT;
  return wanted;
}

/** The same settings with other lines; RTS stays with the driver where flow control is its job. */
export function dcbWithLines(
  current: Uint8Array,
  lines: { readonly dtr?: boolean; readonly rts?: boolean },
): Uint8Array {
  const wanted = current.slice();
  const view = viewOf(wanted);
  let flags = view.getUint32(dcb.flags, true);
  const put = (field: number, value: number) => {
    flags = (flags & ~(field * bothBits)) | (field * value);
  };
  if (lines.dtr !== undefined) put(dcbFlag.fDtrControl, lines.dtr ? 1 : 0);
  if (lines.rts !== undefined && !flowsByRts(current)) {
    put(dcbFlag.fRtsControl, lines.rts ? 1 : 0);
  }
  view.setUint32(dcb.flags, flags, true);
  return wanted;
}

/** Whether the driver itself moves RTS. */
export function flowsByRts(settings: Uint8Array): boolean {
  const flags = viewOf(settings).getUint32(dcb.flags, true);
  return (flags & dcbFlag.fOutxCtsFlow) !== 0;
}

/** What the driver did not take, in words, or undefined when all that matters was taken. */
export function unmetDcb(
  wanted: Uint8Array,
  actual: Uint8Array,
): string | undefined {
  const [want, got] = [viewOf(wanted), viewOf(actual)];
  const differing = want.getUint32(dcb.flags, true) ^
    got.getUint32(dcb.flags, true);
  if ((differing & flowMask) !== 0) return "its flow control settings";
  if (
    [dcb.byteSize, dcb.parity, dcb.stopBits].some((at) =>
      wanted[at] !== actual[at]
    )
  ) return "8 data bits, no parity, 1 stop bit";
  const rate = want.getUint32(dcb.baudRate, true);
  const given = got.getUint32(dcb.baudRate, true);
  // The most that ten bits of a frame bear.
  if (Math.abs(given - rate) > rate * 0.03) {
    return `${rate} baud (it would run at ${given})`;
  }
  return undefined;
}

/** `COMMTIMEOUTS`: a read ends with the first bytes that come, a write when all is written or it is cancelled. */
export function portTimeouts(): Uint8Array {
  const block = new Uint8Array(commTimeouts.size);
  const view = new DataView(block.buffer);
  view.setUint32(commTimeouts.readInterval, maxDword, true);
  view.setUint32(commTimeouts.readMultiplier, maxDword, true);
  view.setUint32(commTimeouts.readConstant, emptyReadMs, true);
  return block;
}

function viewOf(settings: Uint8Array): DataView {
  return new DataView(settings.buffer, settings.byteOffset, dcb.size);
}
