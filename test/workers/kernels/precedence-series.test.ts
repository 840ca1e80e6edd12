import { describe, expect, test } from "vitest";
import { random } from "../../../toolkit/core/random.ts";
import { precedenceSeries } from "../../../workers/kernels/precedence-series.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STRETCH = 2 * 24 * HOUR;

/** One person's triggers, responses and other events at whole minutes, ordered. */
function life(seed: number, days: number) {
  const chance = random(seed);
  const size = 60;
  const at = Float64Array.from({ length: size }, () => chance.integer(days * 24 * 60) * MINUTE).sort();
  return { at, tag: Uint8Array.from({ length: size }, () => chance.pick([1, 2, 2, 4])) };
}

/** Minute by minute: how long one is in each cell, and how many responses fall into it. */
function oracle({ at, tag }: ReturnType<typeof life>, window: number, ahead: number) {
  const triggers = Array.from(at).filter((_, i) => tag[i] === 1);
  const cell = (time: number, exposure: number) =>
    `${Math.floor((time + ahead) / HOUR) % 24} ${exposure} ${Math.floor((time - at[0]) / STRETCH)}`;
  const cells = new Map<string, { time: number; count: number }>();
  const add = (key: string, time: number, count: number) => {
    const now = cells.get(key) ?? { time: 0, count: 0 };
    cells.set(key, { time: now.time + time, count: now.count + count });
  };
  for (let now = at[0]; now < at.at(-1)!; now += MINUTE) {
    const middle = now + MINUTE / 2;
    const after = triggers.some((a) => a < middle && middle < a + window);
    const before = triggers.some((a) => a > middle && middle > a - window);
    add(cell(now, after ? 1 : before ? 2 : 0), MINUTE, 0);
  }
  for (const [i, b] of at.entries()) {
    if (tag[i] !== 2) continue;
    const after = triggers.some((a) => a < b && b - a <= window);
    const before = triggers.some((a) => a >= b && a - b <= window);
    add(cell(b, after ? 1 : before ? 2 : 0), 0, 1);
  }
  return cells;
}

describe("precedenceSeries", () => {
  test.each([
    [1, 30, 0],
    [2, 90, 60],
    [3, 600, -300],
    [4, 7, 345],
  ])("spends time and counts responses as a clock that looks every minute: world %d", (seed, minutes, ahead) => {
    const one = life(seed, 9);
    const window = minutes * MINUTE;
    const found = precedenceSeries({
      ...{
        ...one,
        offsets: Uint32Array.of(0, one.at.length),
        people: Int32Array.of(0),
        ahead: Float64Array.of(ahead * MINUTE),
      },
      ...{ window, origin: one.at[0], stretch: STRETCH, stretches: 5 },
    });
    const expected = oracle(one, window, ahead * MINUTE);
    const cells = new Map(
      Array.from(found.time, (time, i) => [
        `${found.stratum[i] % 24} ${found.exposure[i]} ${found.stretch[i]}`,
        // a cell of which only the edge was touched has a millisecond, as rates need some time
        { time: time === 1 ? 0 : time, count: found.count[i] },
      ]),
    );
    expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(expected));
  });

  test("with a time that all share everybody has the same time", () => {
    const one = life(5, 3);
    const whole = [-HOUR, 4 * 24 * HOUR] as const;
    const { time } = precedenceSeries({
      ...{ ...one, offsets: Uint32Array.of(0, one.at.length), people: Int32Array.of(0), ahead: Float64Array.of(0) },
      ...{ window: HOUR, origin: whole[0], stretch: STRETCH, stretches: 3, whole },
    });
    expect(time.reduce((sum, t) => sum + t, 0)).toBe(whole[1] - whole[0]);
  });
});
