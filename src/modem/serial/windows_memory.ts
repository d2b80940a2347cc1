import {
  fileAccess,
  ioStatusBlock,
  objectAttributes,
  overlapped,
  unicodeString,
} from "./windows_abi.ts";
import type { Operation } from "./windows_calls.ts";

/** `OVERLAPPED` and data in one piece of memory. */
export class MemoryOperation implements Operation {
  readonly address: bigint;
  /** Where the data lies. */
  readonly dataAddress: bigint;
  readonly data: Uint8Array;
  readonly #overlapped: Uint8Array;

  constructor(size: number) {
    const memory = memoryBlock(overlapped.size + size);
    this.address = addressOf(memory);
    this.dataAddress = this.address + BigInt(overlapped.size);
    this.#overlapped = memory.subarray(0, overlapped.size);
    this.data = memory.subarray(overlapped.size);
  }

  /** Ready to be begun: what the last run left in it is gone. */
  clean(): this {
    this.#overlapped.fill(0);
    return this;
  }
}

/** What `NtCreateFile` reads and writes, in one piece of memory that lives as long as this. */
export function openRequest(objectPath: string) {
  const text = utf16(objectPath);
  const handleAt = 0;
  const statusAt = handleAt + 8;
  const nameAt = statusAt + ioStatusBlock.size;
  const attributesAt = nameAt + unicodeString.size;
  const textAt = attributesAt + objectAttributes.size;
  const memory = memoryBlock(textAt + text.length);
  const view = new DataView(memory.buffer);
  const address = addressOf(memory);
  const place = (offset: number) => address + BigInt(offset);
  memory.set(text, textAt);
  view.setUint16(nameAt + unicodeString.length, text.length, true);
  view.setUint16(nameAt + unicodeString.maximumLength, text.length, true);
  view.setBigUint64(nameAt + unicodeString.buffer, place(textAt), true);
  const { length, objectName, attributes, size } = objectAttributes;
  view.setUint32(attributesAt + length, size, true);
  view.setBigUint64(attributesAt + objectName, place(nameAt), true);
  const caseInsensitive = fileAccess.OBJ_CASE_INSENSITIVE;
  view.setUint32(attributesAt + attributes, caseInsensitive, true);
  return {
    handleAddress: place(handleAt),
    statusAddress: place(statusAt),
    attributesAddress: place(attributesAt),
    handle: () => view.getBigUint64(handleAt, true),
  };
}

/** Memory that stays where it is. An array without a buffer of its own may lie inside of an object, which V8 moves. */
export function memoryBlock(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(size));
}

function addressOf(memory: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(memory)));
}

/** Text as Windows takes it, without the end mark. */
export function utf16(text: string): Uint8Array {
  const units = Uint16Array.from(text, (unit) => unit.charCodeAt(0));
  return new Uint8Array(units.buffer);
}
