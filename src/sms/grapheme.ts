/** A stretch of text that people see as one character, such as a letter with accents or a family emoji. */
export interface Cluster {
  readonly start: number;
  readonly length: number;
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The cluster that holds the UTF-16 unit at `index`; `text` must start at a cluster and hold that unit. */
export function clusterAt(text: string, index: number): Cluster {
  const data = segmenter.segment(text).containing(index);
  return data
    ? { start: data.index, length: data.segment.length }
    : { start: index, length: 0 };
}

/** The last place at or before `index` where a text can be cut without splitting a cluster. */
export function boundaryAt(text: string, index: number): number {
  if (index >= text.length) return text.length;
  // Two units of what follows decide, as they may be one surrogate pair; the rest of a long text is not looked at.
  return clusterAt(text.slice(0, index + 2), index).start;
}
