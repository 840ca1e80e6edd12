import fc from "fast-check";
import { expect, test } from "vitest";
import { LikelyHits, TOGETHER } from "../../../workers/kernels/timing-likely.ts";
import type { TimingPairsTask } from "../../../workers/kernels/timing-task.ts";

interface Traffic {
  /** Each source's triggers: whether it is open, and the run of responses that it meets. */
  sources: { open: boolean; from: number; length: number }[][];
  targets: number[];
}

const traffic: fc.Arbitrary<Traffic> = fc.record({
  sources: fc.array(
    fc.array(fc.record({ open: fc.boolean(), from: fc.nat(30), length: fc.nat(12) }), { maxLength: 5 }),
    { minLength: 1, maxLength: TOGETHER },
  ),
  targets: fc.array(fc.integer({ min: -1, max: 15 }), { minLength: 45, maxLength: 45 }),
});

function toTask({ sources, targets }: Traffic): TimingPairsTask {
  const triggers = sources.flat();
  const offsets = new Uint32Array(sources.length + 1);
  for (const [s, own] of sources.entries()) offsets[s + 1] = offsets[s] + own.length;
  return {
    law: { lowest: 0, step: 1, density: new Float64Array(1), answered: Float64Array.of(0.5) },
    offsets,
    triggerAt: new Float64Array(triggers.length),
    triggerClass: new Uint8Array(triggers.length),
    windows: Int32Array.from(triggers.flatMap(({ from, length }) => [from, from + length])),
    openTrigger: Uint8Array.from(triggers, ({ open }) => (open ? 1 : 0)),
    targets: Int32Array.from(targets),
    moments: new SharedArrayBuffer(16 * targets.length),
    responses: new Int32Array(16),
    rarest: 1,
    costs: { orphan: -1, partial: -3, quiet: 0 },
    least: 5,
    sources: Int32Array.from(sources.keys()),
    first: 0,
    last: sources.length,
  };
}

/** What is met by each source, one after the other: of targets met once only where one is enough. */
function met({ sources, targets }: Traffic, oneIsEnough: boolean): string[][] {
  let trigger = 0;
  return sources.map((own) => {
    const all: { trigger: number; response: number }[] = [];
    for (const { open, from, length } of own) {
      for (let k = from; open && k < from + length; k++) if (targets[k] >= 0) all.push({ trigger, response: k });
      trigger++;
    }
    const times = (response: number) => all.filter((one) => targets[one.response] === targets[response]).length;
    return all
      .map(({ trigger, response }) => ({ trigger, response, isOne: times(response) === 1 }))
      .filter(({ isOne }) => oneIsEnough || !isOne)
      .map(({ trigger, response, isOne }) => `${trigger} ${response} ${isOne ? "once" : "again"}`);
  });
}

test.each([
  ["only those that are met more than once", 1, false],
  ["all of them, where a single one may be enough", 1e9, true],
] as const)("of the responses that a source's triggers meet: %s", (_, most, oneIsEnough) => {
  fc.assert(
    fc.property(traffic, (world) => {
      const task = toTask(world);
      const likely = new LikelyHits(task, Float64Array.of(Math.log(0.5)), most);
      likely.find(0, task.last);
      const found = world.sources.map((_, s) =>
        Array.from({ length: likely.begins[s + 1] - likely.begins[s] }, (_, i) => {
          const [trigger, response] = [likely.trigger[likely.begins[s] + i], likely.response[likely.begins[s] + i]];
          return `${trigger} ${response < 0 ? ~response : response} ${response < 0 ? "once" : "again"}`;
        }),
      );
      expect(found).toEqual(met(world, oneIsEnough));
    }),
  );
});
