import { describe, expect, test } from "vitest";
import { random } from "../../toolkit/core/random.ts";
import type { TimingLog } from "../../toolkit/link/timing-log.ts";
import { Matching } from "../../toolkit/link/timing-matching.ts";
import { silencesOfSources, silencesOfTargets } from "../../toolkit/link/timing-silences.ts";

const ANSWERED = 0.6;
const OTHERWISE = 0.4;
const ORPHANS = OTHERWISE / (ANSWERED + OTHERWISE);

/**
 * Users who log in: `owners` have a number that got a code or two, and log in otherwise too; all others log in otherwise,
 * and mostly once. Who answered no code shows nothing, nor does a number that is nobody's.
 */
function world(seed: number, owners: number, others: number, spare: number) {
  const chance = random(seed);
  const logins: number[] = [];
  const isOwner: boolean[] = [];
  const ownedSource: number[] = [];
  const codesOf: number[] = [];
  const ownedTarget: number[] = [];
  for (let u = 0; u < owners + others; u++) {
    const codes = 1 + Number(chance.chance(0.5));
    let [answers, all] = [0, 0];
    if (u < owners) {
      for (let code = 0; code < codes; code++) answers += Number(chance.chance(ANSWERED));
      all = answers + chance.poisson(OTHERWISE * codes);
      ownedSource.push(Number(answers > 0));
      codesOf.push(codes);
    } else all = 1 + Number(chance.chance(0.1));
    if (all === 0) continue;
    logins.push(all);
    isOwner.push(u < owners);
    ownedTarget.push(Number(answers > 0));
  }
  for (let s = 0; s < spare; s++) {
    ownedSource.push(0);
    codesOf.push(1 + (s % 2));
  }
  const codes = codesOf.flatMap((n) => Array.from({ length: n }, () => 0));
  const offsets = new Uint32Array(codesOf.length + 1);
  for (const [s, n] of codesOf.entries()) offsets[s + 1] = offsets[s]! + n;
  const log = { triggers: { offsets, kind: Uint8Array.from(codes) }, sources: codesOf.length } as unknown as TimingLog;
  const sources = silencesOfSources(log, Float64Array.of(ANSWERED));
  const targets = silencesOfTargets(Int32Array.from(logins), Math.log(ORPHANS) + 1 - ORPHANS);
  const standing = {
    ...{ sources, targets },
    ownedSource: Float64Array.from(ownedSource),
    ownedTarget: Float64Array.from(ownedTarget),
  };
  return { standing, isOwner };
}

/** Of those who show nothing, once at a time and all: the share thought to have a number, less the share that have one. */
function errors(usual: number, owners: number, others: number, spare: number) {
  const { standing, isOwner } = world(7, owners, others, spare);
  const { sources, targets, ownedTarget } = standing;
  const matching = new Matching(sources, targets, true, usual);
  let prior = matching.learn(standing);
  for (let turn = 0; turn < 8; turn++) prior = matching.learn(standing);
  const sums = { once: { silent: 0, excess: 0 }, all: { silent: 0, excess: 0 } };
  for (const [t, c] of targets.classOf.entries()) {
    for (const sum of targets.sizeOf[c] === 0 ? [sums.once, sums.all] : [sums.all]) {
      sum.silent += 1 - ownedTarget[t]!;
      sum.excess += prior.sourced[c]! - Number(isOwner[t]);
    }
  }
  return [sums.once, sums.all].map(({ silent, excess }) => excess / silent);
}

describe("how many of those who show nothing belong to somebody all the same", () => {
  test.each([
    [3000, 3000, 1000],
    [600, 3000, 0],
    [1500, 1500, 500],
  ])("is learnt, however many of the usual are added to each size (%i owners, %i others, %i numbers)", (...of) => {
    for (const usual of [50, 200, 1000]) {
      for (const error of errors(usual, ...of)) expect(Math.abs(error)).toBeLessThan(0.05);
    }
  });

  test("is said too often of those who log in once where all sizes are taken for one", () => {
    expect(errors(1e9, 3000, 3000, 1000)[0]).toBeGreaterThan(0.07);
  });
});
