import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { calibrated, type EmpiricalNull, empiricalNull } from "../core/statistics/empirical-null.ts";
import { suggest } from "../core/suggest.ts";
import type { ScreenSpec } from "./screen-options.ts";
import type { Pair } from "./screen-pairs.ts";

/** Fewer controls do not tell how a method errs. */
const LEAST_CONTROLS = 20;

export interface Calibrated {
  pairs: Pair[];
  isControl: (pair: Pair) => boolean;
  found: (EmpiricalNull & { controls: number }) | undefined;
}

/** Ratios, intervals and p-values as they are among the errors of pairs that must be 1; as they were without controls. */
export function calibrate(
  { verb, controls, confidence }: ScreenSpec,
  names: readonly string[],
  pairs: readonly Pair[],
): Calibrated {
  if (controls === undefined) return { pairs: [...pairs], isControl: () => false, found: undefined };
  const number = (name: string) => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    const rule = `controls: "${maskText(name)}" is none of the events that are paired`;
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule,
      found: names.slice(0, 6).map(maskText).join(", "),
      hint: suggest(name, names),
    });
  };
  const chosen = new Set(
    controls.flatMap((control) =>
      typeof control === "string"
        ? names.map((_, trigger) => (trigger === number(control) ? -1 : trigger * names.length + number(control)))
        : [number(control.trigger) * names.length + number(control.response)],
    ),
  );
  const isControl = ({ trigger, response }: Pair) => chosen.has(trigger * names.length + response);
  const used = pairs.filter((pair) => isControl(pair) && pair.tested && pair.error > 0);
  if (used.length < LEAST_CONTROLS) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `calibration needs at least ${LEAST_CONTROLS} controls that can be tested`,
      found: `${used.length} of ${chosen.size - (chosen.has(-1) ? 1 : 0)}`,
      hint: "name more responses that nothing here can bring, or leave controls out",
    });
  }
  const found = empiricalNull(
    used.map(({ log }) => log),
    used.map(({ error }) => error),
  );
  const moved = pairs.map((pair) => {
    if (!(pair.error > 0)) return pair;
    const { p, ...ratio } = calibrated(found, pair.log, pair.error, confidence);
    return { ...pair, ratio, p };
  });
  return { pairs: moved, isControl, found: { ...found, controls: used.length } };
}
