/** Wall milliseconds by the browser's clock. */
export function browserNow(): number {
  return Date.now();
}

/** A number from 0 to 1, by chance. */
export function browserChance(): number {
  return Math.random();
}

/** Aborts what has not answered by then. */
export function deadline(ms: number): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** Does something once, later; the answer takes it back. */
export function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/** Does something again and again; the answer ends it. */
export function every(ms: number, task: () => void): () => void {
  const timer = setInterval(task, ms);
  return () => clearInterval(timer);
}
