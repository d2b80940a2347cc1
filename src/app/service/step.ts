/** One thing that installing or removing a service does to the system. */
export type Step =
  | {
    readonly do: "copy";
    readonly from: string;
    readonly to: string;
    readonly mode: number;
  }
  | {
    readonly do: "write";
    readonly path: string;
    readonly text: string;
    readonly mode: number;
  }
  | { readonly do: "folder"; readonly path: string; readonly mode: number }
  /** A file or a folder with all that is in it; also one that is not there. */
  | { readonly do: "remove"; readonly path: string }
  | {
    readonly do: "run";
    readonly program: string;
    readonly args: readonly string[];
    /** What to say of it when it has worked, "" for nothing. */
    readonly says: string;
    /** Whether it may fail. */
    readonly optional?: boolean;
    /** What to do when it fails. */
    readonly advice?: string;
  }
  | { readonly do: "say"; readonly text: string };

/** A step that is to be done, in a line; undefined: it is not worth one. */
export function planned(step: Step): string | undefined {
  switch (step.do) {
    case "copy":
      return `copy ${step.from} to ${step.to} (${octal(step.mode)})`;
    case "write":
      return `write ${step.path} (${octal(step.mode)})`;
    case "folder":
      return `make the folder ${step.path} (${octal(step.mode)})`;
    case "remove":
      return `remove ${step.path}`;
    case "run":
      return `run ${[step.program, ...step.args].join(" ")}`;
    case "say":
      return undefined;
    default:
      return step satisfies never;
  }
}

/** A step that was done, in a line; undefined: it is not worth one. */
export function done(step: Step): string | undefined {
  switch (step.do) {
    case "copy":
      return `Copied ${step.from} to ${step.to}`;
    case "write":
      return `Wrote ${step.path} (${octal(step.mode)})`;
    case "folder":
      return `Made the folder ${step.path} (${octal(step.mode)})`;
    case "remove":
      return `Removed ${step.path}`;
    case "run":
      return step.says === "" ? undefined : step.says;
    case "say":
      return step.text;
    default:
      return step satisfies never;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
