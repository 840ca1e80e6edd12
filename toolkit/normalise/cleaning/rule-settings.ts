import { type Duration, toMilliseconds } from "../../core/duration.ts";
import { PhonographError } from "../../core/errors.ts";
import type { IssueEffect } from "../../core/issues.ts";
import { maskText } from "../../core/mask.ts";
import { keyword, knownOptions, proportion, whole } from "../../core/options.ts";
import { suggest } from "../../core/suggest.ts";
import { CLEANING_RULES, type CleaningParameter, type CleaningRule, type CleaningRuleName } from "./rules.ts";

/** A rule with everything decided; durations in milliseconds. */
export interface RuleSpec {
  on: boolean;
  effect: IssueEffect;
  /** By name; of durations the milliseconds. */
  parameters: Readonly<Record<string, number>>;
}

/** The names of all rules. */
export const RULE_NAMES = Object.keys(CLEANING_RULES) as CleaningRuleName[];

/** The rules as they run: the defaults, with what was asked for in their place. */
export function toRuleSpecs(verb: string, asked: Readonly<Record<string, unknown>> = {}) {
  knownOptions(verb, asked, RULE_NAMES);
  return Object.fromEntries(RULE_NAMES.map((name) => [name, toRuleSpec(verb, name, asked[name])])) as Record<
    CleaningRuleName,
    RuleSpec
  >;
}

function toRuleSpec(verb: string, name: CleaningRuleName, asked: unknown = "on"): RuleSpec {
  const rule: CleaningRule = CLEANING_RULES[name];
  const option = `rules["${name}"]`;
  if (typeof asked !== "object" || asked === null || Array.isArray(asked)) {
    const state = typeof asked === "string" ? asked : undefined;
    if (state === "on" || state === "off")
      return { on: state === "on", effect: rule.effect, parameters: defaults(rule) };
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: `${option} must be "on", "off" or its settings`,
      found:
        state === undefined ? (asked === null ? "null" : typeof asked) : JSON.stringify(maskText(state.slice(0, 40))),
      hint: rule.effects.includes(state as IssueEffect)
        ? `{ effect: "${state}" }`
        : suggest(state ?? "", ["on", "off"]),
    });
  }
  knownOptions(verb, asked, ["effect", ...Object.keys(rule.parameters)]);
  const settings = asked as Record<string, unknown>;
  const given = Object.entries(rule.parameters)
    .filter(([parameter]) => settings[parameter] !== undefined)
    .map(([parameter, { unit }]) => [parameter, toNumber(verb, `${option}.${parameter}`, unit, settings[parameter])]);
  return {
    on: true,
    effect: keyword(verb, `${option}.effect`, settings["effect"] ?? rule.effect, rule.effects),
    parameters: { ...defaults(rule), ...Object.fromEntries(given) },
  };
}

function defaults({ parameters }: CleaningRule): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { unit, default: value }]) => [name, toNumber("clean", name, unit, value)]),
  );
}

function toNumber(verb: string, option: string, unit: CleaningParameter["unit"], value: unknown): number {
  if (unit === "duration") return toMilliseconds(verb, option, value as Duration);
  return unit === "count" ? whole(verb, option, value) : proportion(verb, option, value);
}
