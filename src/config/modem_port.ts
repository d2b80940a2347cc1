/** What a port may look like, for messages. */
export const portExamples =
  'a port such as "/dev/serial/by-id/usb-…" or "COM3", "imei:…", "iccid:…", "auto", "tcp://host:4001", or "sim:" for a simulated modem';

const shapes: readonly RegExp[] = [
  /^sim:\S*$/i,
  /^\/\S.*$/,
  /^(?:\\\\\.\\)?COM[1-9]\d{0,2}$/i,
  // TS 23.003 §6.2: 14 digits, then a check digit or two of the software's version.
  /^imei:\d{14,16}$/,
  // ITU-T E.118: 89 for telecommunication, 19 digits at most; SIMs have room for 20.
  /^iccid:89\d{16,18}$/,
  /^auto$/,
];

const address = /^tcp:\/\/(?:\[[0-9a-fA-F:.]+\]|[^\s/:@[\]]+):(\d{1,5})$/;

/** Whether the text names a port, or a way to find one. */
export function isPort(text: string): boolean {
  if (shapes.some((shape) => shape.test(text))) return true;
  const number = Number(address.exec(text)?.[1]);
  return number >= 1 && number <= 65_535;
}

/** What was probably meant, to stand behind the rest of the message. */
export function adviseOnPort(text: string): string {
  const advice = [
    [
      /^imei/i,
      '"imei:" is followed by 14 to 16 digits, as the label shows them and AT+CGSN says them',
    ],
    [
      /^iccid/i,
      '"iccid:" is followed by 18 to 20 digits that begin with 89, as they are printed on the SIM',
    ],
    [/^auto/i, '"auto" takes every modem of this machine'],
    [
      /^tcp/i,
      '"tcp://" is followed by host (an IPv6 address in brackets), colon, and a port from 1 to 65535',
    ],
  ] as const;
  const found = advice.find(([shape]) => shape.test(text));
  return found === undefined ? "" : `; ${found[1]}`;
}
