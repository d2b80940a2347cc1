import { useEffect, useRef, useState } from "hono/jsx/dom";
import type { Acts } from "./acts.ts";
import { after } from "./browser_time.ts";
import { Icon } from "./icons.tsx";
import type { ListFilter } from "./route.ts";
import { searchInWords, searchOf } from "./search.ts";
import type { ScreenState } from "./state.ts";
import {
  counted,
  type DeliveryState,
  isDeliveryState,
  stateWords,
} from "./words.ts";

/** How long after the last key the list is asked for. */
const typingMs = 180;

/** The box for searching and the states to choose from. */
export function SearchBar(
  { acts, state }: { readonly acts: Acts; readonly state: ScreenState },
) {
  const { filter } = state.list;
  const [typed, setTyped] = useState(filter.search);
  const pending = useRef(() => {});
  const asked = useRef(filter.search);
  useEffect(() => {
    // Not what this very box has asked for: somebody may have typed on since.
    if (filter.search !== asked.current) setTyped(filter.search);
    asked.current = filter.search;
  }, [filter.search]);
  const want = (changed: Partial<ListFilter>) => {
    pending.current();
    const { route } = state;
    const id = route.page === "messages" ? route.id : undefined;
    const wanted = { ...filter, search: typed, ...changed };
    asked.current = wanted.search;
    acts.go({ page: "messages", filter: wanted, id }, "replace");
  };
  const onInput = (event: Event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const search = target.value;
    setTyped(search);
    pending.current();
    pending.current = after(typingMs, () => want({ search }));
  };
  const words = searchInWords(searchOf(filter.search)) ||
    "The newest first";
  return (
    <div class="search-bar" role="search">
      <div class="search-box">
        <Icon name="search" size={18} />
        <input
          id="search"
          type="search"
          autocomplete="off"
          spellcheck={false}
          aria-label="Search messages by number, sender or text"
          placeholder="Number, sender, text"
          value={typed}
          onInput={onInput}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <label class="state-choice">
        <span class="hidden">State</span>
        <select
          value={filter.state ?? ""}
          onInput={(event: Event) => want({ state: chosenState(event.target) })}
        >
          <option value="">All states</option>
          {Object.entries(stateWords).map(([state_, { label }]) => (
            <option value={state_}>{withCount(label, state_, state)}</option>
          ))}
        </select>
      </label>
      <p class="search-words" role="status">{words}</p>
    </div>
  );
}

function withCount(
  label: string,
  name: string,
  { stats }: ScreenState,
): string {
  const count = isDeliveryState(name) ? stats?.states[name] : undefined;
  return count === undefined ? label : `${label} (${counted(count)})`;
}

function chosenState(target: EventTarget | null): DeliveryState | undefined {
  const value = target instanceof HTMLSelectElement ? target.value : "";
  return isDeliveryState(value) ? value : undefined;
}
