/** Who waits for which signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until the returned function is called. Thousands of fetches wait for the broker's stop at a
 * time: the signal has one listener for all of them, because adding and removing one takes as long as it has listeners.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waiting.get(signal);
  if (callbacks === undefined) {
    const all = new Set<() => void>();
    callbacks = all;
    waiting.set(signal, all);
    signal.addEventListener("abort", () => {
      for (const each of all) each();
    });
  }
  const mine = callbacks;
  mine.add(callback);
  return () => mine.delete(callback);
}
