/** How many times a second something can be done: the best of several rounds, since noise only ever slows down. */

const rounds = 7;
const roundMs = 150;

export function timesASecond(act: () => void): number {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    let count = 0;
    let elapsed = 0;
    while (elapsed < roundMs) {
      for (let repeat = 0; repeat < 32; repeat += 1) act();
      count += 32;
      elapsed = performance.now() - started;
    }
    best = Math.max(best, (count * 1000) / elapsed);
  }
  return best;
}

export function print(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
