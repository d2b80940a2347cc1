import { allSections, headOf } from "./sections.ts";

/** What `config.toml` says: of sections by their names, of settings by theirs, in Markdown without line ends. */
export interface SampleComments {
  readonly sections: ReadonlyMap<string, readonly string[]>;
  readonly settings: ReadonlyMap<string, string>;
  /** Of settings in examples: how they are written there. */
  readonly examples: ReadonlyMap<string, string>;
}

/** Reads what the sample says of each setting, so that it is said in one place. */
export function readComments(sample: string): SampleComments {
  const names = new Map(
    allSections().map((it) => [headOf(it), it.path.join(".")]),
  );
  const reader = new Reader(names);
  for (const line of sample.split("\n")) reader.read(line);
  reader.end();
  return reader;
}

class Reader implements SampleComments {
  readonly sections = new Map<string, readonly string[]>();
  readonly settings = new Map<string, string>();
  readonly examples = new Map<string, string>();
  readonly #names: ReadonlyMap<string, string>;
  #paragraph: string[] = [];
  /** Paragraphs since the last ruler that belong to no setting. */
  #loose: string[] = [];
  /** The section that settings belong to, and the one of the example that is being read. */
  #section = "";
  #shown: string | undefined;
  /** The setting whose comment goes on in the next line. */
  #open: string | undefined;

  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  read(line: string): void {
    if (/^# ──/.test(line)) return this.#ruler();
    const head = this.#names.get(line);
    if (head !== undefined) return this.#head(head);
    const option = /^#([a-z_]+) = /.exec(line)?.[1];
    if (option !== undefined) {
      this.#note(`${this.#section}.${option}`, this.#paragraph.join(" "));
      this.#paragraph = [];
      return;
    }
    if (line.startsWith("#   ")) return this.#example(line.slice(4));
    this.#open = undefined;
    const text = /^# (.*)$/.exec(line)?.[1];
    if (text !== undefined) this.#paragraph.push(text);
    else this.#endParagraph(line === "");
  }

  end(): void {
    this.#endParagraph(true);
  }

  #ruler(): void {
    this.#endParagraph(true);
    this.#loose = [];
  }

  #head(name: string): void {
    this.#endParagraph(true);
    this.#section = name;
    this.sections.set(name, this.#loose);
    this.#loose = [];
  }

  #endParagraph(all: boolean): void {
    if (this.#paragraph.length > 0) {
      this.#loose = [...this.#loose, this.#paragraph.join(" ")];
    }
    this.#paragraph = [];
    if (all) this.#shown = undefined;
  }

  #example(line: string): void {
    const head = this.#names.get(line);
    if (head !== undefined) {
      this.#endParagraph(false);
      // What stands above the first example of a section is about it.
      if (!this.sections.has(head)) this.sections.set(head, this.#loose);
      this.#loose = [];
      this.#shown = head;
      return;
    }
    const more = /^ +# (.*)$/.exec(line)?.[1];
    if (more !== undefined && this.#open !== undefined) {
      return this.#note(
        this.#open,
        `${this.settings.get(this.#open) ?? ""} ${more}`,
      );
    }
    const [, key, value = ""] = /^([a-z_]+) = (.*)$/.exec(line) ?? [];
    if (this.#shown === undefined || key === undefined) return;
    const name = `${this.#shown}.${key}`;
    const [, written = value, comment = ""] = /^(.*?\S) +# (.*)$/.exec(value) ??
      [];
    if (!this.examples.has(name)) this.examples.set(name, written);
    this.#open = name;
    if (comment !== "") this.#note(name, comment);
  }

  #note(name: string, text: string): void {
    this.settings.set(name, text);
  }
}
