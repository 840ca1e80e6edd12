import type { TimingTrace } from "./timing-trace.ts";

/** Rows of triggers by source and of responses by target, each in the order of time; only of the codes asked for. */
export function rowsOfTiming(
  { rows }: Pick<TimingTrace, "rows">,
  sources: ReadonlySet<number>,
  targets: ReadonlySet<number>,
) {
  const { at, isTrigger, isResponse, source, target } = rows;
  const triggers = new Map<number, number[]>();
  const responses = new Map<number, number[]>();
  const push = (map: Map<number, number[]>, code: number, row: number) => {
    const list = map.get(code);
    if (list) list.push(row);
    else map.set(code, [row]);
  };
  for (let row = 0; row < at.length; row++) {
    if (Number.isNaN(at[row])) continue;
    if (isTrigger[row] === 1 && sources.has(source[row])) push(triggers, source[row], row);
    if (isResponse[row] === 1 && targets.has(target[row])) push(responses, target[row], row);
  }
  for (const list of [...triggers.values(), ...responses.values()]) list.sort((a, b) => at[a] - at[b] || a - b);
  return { triggers, responses };
}

/** How many responses of the target each pair has at a delay at which answers come, after a trigger of its source. */
export function coincidences(trace: TimingTrace, pairs: readonly { source: number; target: number }[]): number[] {
  const { law, rows } = trace;
  const { triggers, responses } = rowsOfTiming(
    trace,
    new Set(pairs.map(({ source }) => source)),
    new Set(pairs.map(({ target }) => target)),
  );
  if (!law) return pairs.map(() => 0);
  const [least, most] = [law.lowest, law.lowest + law.density.length * law.step];
  return pairs.map(({ source, target }) => {
    const sent = (triggers.get(source) ?? []).filter((row) => law.answered[rows.kind[row]] > 0);
    let [met, first] = [0, 0];
    for (const row of responses.get(target) ?? []) {
      while (first < sent.length && rows.at[row] - rows.at[sent[first]] >= most) first++;
      if (first < sent.length && rows.at[row] - rows.at[sent[first]] >= least) met++;
    }
    return met;
  });
}
