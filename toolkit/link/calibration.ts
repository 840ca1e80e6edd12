import { filled } from "../core/filled.ts";
import { wilson } from "../core/statistics/wilson.ts";
import { type Table, toTable } from "../core/table.ts";

/** One row for each step of probability that any claim falls into, ascending. */
export interface CalibrationColumns {
  /** The step: `from <= probability < to`, the last one with its end. */
  from: number;
  to: number;
  n: number;
  /** Mean of the probabilities, and share that came true with its Wilson 95 % interval. */
  predicted: number;
  observed: number;
  lower: number;
  upper: number;
}

/** Whether what is said with a probability comes true as often; claims without a probability are left out. */
export function calibrationOf(
  probability: ArrayLike<number>,
  isTrue: (i: number) => boolean,
  bins: number,
): Table<CalibrationColumns> {
  const sums = Array.from({ length: bins }, () => ({ n: 0, said: 0, came: 0 }));
  for (let i = 0; i < probability.length; i++) {
    const said = probability[i];
    if (!(said >= 0 && said <= 1)) continue;
    const bin = sums[Math.min(bins - 1, Math.floor(said * bins + 1e-9))];
    bin.n++;
    bin.said += said;
    bin.came += isTrue(i) ? 1 : 0;
  }
  const rows = sums
    .map(({ n, said, came }, b) => {
      const { estimate, lower, upper } = wilson(came, n);
      return { from: b / bins, to: (b + 1) / bins, n, predicted: said / n, observed: estimate, lower, upper };
    })
    .filter(({ n }) => n > 0);
  const numbers = (name: keyof CalibrationColumns) => filled(rows.length, (i) => rows[i][name]);
  return toTable<CalibrationColumns>({
    ...{ from: numbers("from"), to: numbers("to"), n: numbers("n"), predicted: numbers("predicted") },
    ...{ observed: numbers("observed"), lower: numbers("lower"), upper: numbers("upper") },
  });
}
