import { sharedFloat64, sharedInt32 } from "../shared.ts";

const HOUR = 36e5;

export interface PrecedenceSeriesTask {
  /** Rows by person and time, and what they are: as `precedence` takes them. */
  at: Float64Array;
  tag: Uint8Array;
  offsets: Uint32Array;
  /** The persons to tell of, and for each how far local time is ahead of UTC, ms. */
  people: Int32Array;
  ahead: Float64Array;
  window: number;
  /** Everybody was there from and to; without it from the first to the last row of each. */
  whole?: readonly [number, number];
  /** Stretches of the calendar: where the first begins, ms, how long they are, how many. */
  origin: number;
  stretch: number;
  stretches: number;
}

/** The time of each person by hour of the local day, exposure and stretch of the calendar, and the responses in it. */
export interface PrecedenceSeries {
  /** Of a person and an hour of the day: `24 * person + hour`; rows of one stand together. */
  stratum: Int32Array;
  /** 0 far from any trigger, 1 within the window after one, 2 within the window before one. */
  exposure: Int32Array;
  stretch: Int32Array;
  time: Float64Array;
  count: Int32Array;
}

/** Cuts the time of people into cells in which nothing changes. Cost: the hours that they were there. */
export function precedenceSeries(task: PrecedenceSeriesTask): PrecedenceSeries {
  const { at, tag, offsets, people, ahead, whole, stretches } = task;
  const cells = 3 * 24 * stretches;
  const time = new Float64Array(cells);
  const count = new Int32Array(cells);
  const out = { stratum: [], cell: [], time: [], count: [] } as Record<"stratum" | "cell" | "time" | "count", number[]>;
  for (const [k, p] of people.entries()) {
    const [begin, end] = [offsets[p], offsets[p + 1]];
    const triggers: number[] = [];
    for (let i = begin; i < end; i++) if ((tag[i] & 1) !== 0) triggers.push(at[i]);
    const span = whole ?? ([at[begin], at[end - 1]] as const);
    spend(task, triggers, span, ahead[k], time);
    let next = 0;
    for (let i = begin; i < end; i++) {
      if ((tag[i] & 2) === 0) continue;
      while (next < triggers.length && triggers[next] < at[i]) next++;
      const after = next > 0 && at[i] - triggers[next - 1] <= task.window;
      const before = next < triggers.length && triggers[next] - at[i] <= task.window;
      count[cellOf(task, after ? 1 : before ? 2 : 0, at[i], ahead[k])]++;
    }
    for (let c = 0; c < cells; c++) {
      if (time[c] === 0 && count[c] === 0) continue;
      out.stratum.push(24 * p + Math.floor(c / (3 * stretches)));
      out.cell.push(c);
      // an event on the very edge of a cell in which no time was spent
      out.time.push(Math.max(1, time[c]));
      out.count.push(count[c]);
    }
    time.fill(0);
    count.fill(0);
  }
  const whole32 = (values: readonly number[]) => {
    const array = sharedInt32(values.length);
    array.set(values);
    return array;
  };
  const times = sharedFloat64(out.time.length);
  times.set(out.time);
  return {
    ...{ stratum: whole32(out.stratum), time: times, count: whole32(out.count) },
    exposure: whole32(out.cell.map((c) => Math.floor(c / stretches) % 3)),
    stretch: whole32(out.cell.map((c) => c % stretches)),
  };
}

function spend(
  task: PrecedenceSeriesTask,
  triggers: readonly number[],
  [first, last]: readonly [number, number],
  ahead: number,
  time: Float64Array,
): void {
  const { window, origin, stretch } = task;
  let next = 0;
  for (let now = first; now < last; ) {
    while (next < triggers.length && triggers[next] <= now) next++;
    const end = next > 0 ? triggers[next - 1] + window : -Infinity;
    const coming = next < triggers.length ? triggers[next] : Infinity;
    const exposure = now < end ? 1 : now >= coming - window ? 2 : 0;
    const change = exposure === 1 ? Math.min(end, coming) : exposure === 2 ? coming : coming - window;
    const hour = (Math.floor((now + ahead) / HOUR) + 1) * HOUR - ahead;
    const page = origin + (Math.floor((now - origin) / stretch) + 1) * stretch;
    const until = Math.min(change, hour, page, last);
    time[cellOf(task, exposure, now, ahead)] += until - now;
    now = until;
  }
}

function cellOf({ origin, stretch, stretches }: PrecedenceSeriesTask, exposure: number, at: number, ahead: number) {
  const hour = Math.floor((at + ahead) / HOUR) % 24;
  const page = Math.min(stretches - 1, Math.max(0, Math.floor((at - origin) / stretch)));
  return (((hour + 24) % 24) * 3 + exposure) * stretches + page;
}
