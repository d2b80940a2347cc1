import { type DeliveryState, stateWords } from "./words.ts";

/** A state as a word with a dot in its colour. */
export function StateChip(
  { state, words }: {
    readonly state: DeliveryState;
    /** In the place of the state's own word. */
    readonly words?: string | undefined;
  },
) {
  const { hint, label, tone } = stateWords[state];
  return (
    <span class={`chip state state-${state} tone-${tone}`} title={hint}>
      {words ?? label}
    </span>
  );
}
