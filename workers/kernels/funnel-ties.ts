import type { FunnelRun } from "./funnel-run.ts";

/**
 * Continues chains with the events of one instant, some of which could fill several steps: how far a chain gets is a
 * matching of the next steps to distinct events (Kuhn's augmenting paths; events of one class are interchangeable).
 *
 * @param bases at `j`, the latest entry of a chain that step `j` would continue; -Infinity for none
 * @param reach told of each step reached, the entry it is reached from, and the step at which the instant found the chain
 */
export function extendByMatching(
  run: Pick<FunnelRun, "steps" | "setOffsets" | "setSteps">,
  classes: Uint32Array,
  begin: number,
  end: number,
  bases: Float64Array,
  reach: (step: number, entry: number, from: number) => void,
): void {
  const { steps, setOffsets, setSteps } = run;
  const kinds: { fills: ReadonlySet<number>; count: number; taken: number[] }[] = [];
  for (let i = begin; i < end; ) {
    const mine = classes[i]!;
    const first = i;
    while (i < end && classes[i] === mine) i++;
    kinds.push({
      fills: new Set(setSteps.subarray(setOffsets[mine], setOffsets[mine + 1])),
      count: i - first,
      taken: [],
    });
  }

  function place(step: number, tried: Set<number>): boolean {
    for (const [i, { fills, count, taken }] of kinds.entries()) {
      if (!fills.has(step) || tried.has(i)) continue;
      tried.add(i);
      if (taken.length < count) {
        taken.push(step);
        return true;
      }
      for (const [t, other] of taken.entries()) {
        if (place(other, tried)) {
          taken[t] = step;
          return true;
        }
      }
    }
    return false;
  }

  for (let j = 0; j < steps; j++) {
    if (bases[j] === -Infinity) continue;
    for (const kind of kinds) kind.taken = [];
    for (let k = j; k < steps && place(k, new Set()); k++) reach(k, bases[j]!, j);
  }
}
