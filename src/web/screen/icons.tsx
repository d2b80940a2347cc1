/** Drawn for this screen on a grid of 24, lines of 1.75; never the only way to tell something. */
const paths = {
  overview: "M4 13h4l2-7 4 12 2-5h4",
  messages:
    "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-7l-4.5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5ZM7.5 9h9M7.5 12h5.5",
  inbox:
    "M4 13.5 6.6 5.6A1.5 1.5 0 0 1 8 4.5h8a1.5 1.5 0 0 1 1.4 1.1L20 13.5v4.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18ZM4 13.5h4.5l1.2 2.5h4.6l1.2-2.5H20",
  modems:
    "M12 10.7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM12 10.7V20M8.8 20h6.4M7.6 13a6 6 0 0 1 0-8.6M16.4 4.4a6 6 0 0 1 0 8.6",
  log: "M5 6h14M5 10h9M5 14h12M5 18h7",
  compose: "M12 5v14M5 12h14",
  search: "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13ZM15.3 15.3 20 20",
  light:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  dark: "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z",
  auto:
    "M4.5 5h15A1.5 1.5 0 0 1 21 6.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 14.5v-8A1.5 1.5 0 0 1 4.5 5ZM9 20h6M12 16v4",
  help:
    "M9.2 9.2A2.9 2.9 0 1 1 12 13v1.3M12 17.6h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  logout:
    "M14 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H14M10 12h10M16.5 8.5 20 12l-3.5 3.5",
  check: "M5 12.5 10 17.5 19.5 7",
  alert:
    "M12 8.5v4.5M12 16.5h.01M10.7 4.4 2.9 18a1.5 1.5 0 0 0 1.3 2.2h15.6a1.5 1.5 0 0 0 1.3-2.2L13.3 4.4a1.5 1.5 0 0 0-2.6 0Z",
  close: "M6 6l12 12M18 6 6 18",
  copy:
    "M9.5 8.5h9A1.5 1.5 0 0 1 20 10v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 8 19v-9a1.5 1.5 0 0 1 1.5-1.5ZM16 8.5V5A1.5 1.5 0 0 0 14.5 3.5h-9A1.5 1.5 0 0 0 4 5v9a1.5 1.5 0 0 0 1.5 1.5H8",
  back: "M14.5 5.5 8 12l6.5 6.5",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5v13l10.5-6.5Z",
  look: "M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13ZM15.3 15.3 20 20",
  sim:
    "M7.5 3.5h6L18.5 8v11a1.5 1.5 0 0 1-1.5 1.5H7.5A1.5 1.5 0 0 1 6 19V5a1.5 1.5 0 0 1 1.5-1.5ZM9 12h6.5v5.5H9ZM12.2 12v5.5",
  up: "M12 19V5M6 11l6-6 6 6",
  mail:
    "M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6ZM3.5 7.5 12 13l8.5-5.5",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** An icon beside its words; screen readers pass it over. */
export function Icon(
  { name, size = 20 }: {
    readonly name: IconName;
    readonly size?: number;
  },
) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The mark of the house: a letter that leaves by radio. */
export function Mark({ size = 30 }: { readonly size?: number }) {
  return (
    <svg
      class="mark"
      viewBox="0 0 32 32"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path
        class="mark-letter"
        d="M6.5 14.2A1.7 1.7 0 0 1 8.2 12.5h11.6a1.7 1.7 0 0 1 1.7 1.7v8.1a1.7 1.7 0 0 1-1.7 1.7H8.2a1.7 1.7 0 0 1-1.7-1.7ZM7.3 14.4 14 19l6.7-4.6"
      />
      <path
        class="mark-wave"
        d="M19.2 9.1a4.3 4.3 0 0 1 4.1 4.1M19.6 5.6a7.6 7.6 0 0 1 7 7"
      />
    </svg>
  );
}
