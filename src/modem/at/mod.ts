/**
 * One chat with a modem: bytes to lines, lines to results, one command at a time.
 *
 * Invariants: every command ends in exactly one `AtResult`; a line answers a command only as a whole final result code or
 * by its expected prefix, all else is echo or URC; a PDU is written only after its prompt and with leave; after a time-out
 * nothing is believed until the modem is silent and answers AT; `chat.ts` is pure, time and port live in `channel.ts`.
 *
 * @module
 */
export {
  AtChannel,
  type ChannelEvent,
  type ChannelOptions,
} from "./channel.ts";
export { type AtCommand, type PduBody, showCommand } from "./command.ts";
export type { Manners } from "./manners.ts";
export {
  type AtError,
  type AtResult,
  type Heard,
  spellError,
} from "./result.ts";
export { isPduLine, type Urc, type UrcMeaning } from "./urc.ts";
