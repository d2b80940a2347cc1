/** A priority as the database has it: its place among `priorities`. */
export type PriorityClass = 0 | 1 | 2;

/** Once in so many claims of a modem each class goes first. */
export const turnsOfAll = 10;

const urgentFirst: readonly PriorityClass[] = [0, 1, 2];
const normalFirst: readonly PriorityClass[] = [1, 0, 2];
const bulkFirst: readonly PriorityClass[] = [2, 0, 1];

/** All that `classesAt` returns. */
export const everyOrder = [urgentFirst, normalFirst, bulkFirst] as const;

/**
 * In which order the classes are asked at a modem's claim number `turn`, from 0. The urgent ones go first, but one claim in ten begins
 * with the normal ones and one with the bulk, so that whatever the flood each class keeps its tenth; as these two claims are never
 * neighbours, an urgent one never waits behind more than one other.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([0, 4, 9].map(classesAt), [[0, 1, 2], [1, 0, 2], [2, 0, 1]]);
 * ```
 */
export function classesAt(turn: number): readonly PriorityClass[] {
  switch (turn % turnsOfAll) {
    case 4:
      return normalFirst;
    case 9:
      return bulkFirst;
    default:
      return urgentFirst;
  }
}
