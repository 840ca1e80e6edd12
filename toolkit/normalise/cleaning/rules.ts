/* Longer than most files: every rule, its parameters, their units, defaults and sources stand in one place. */
import type { Duration } from "../../core/duration.ts";
import type { IssueEffect } from "../../core/issues.ts";

/** What a parameter of a rule is. */
export interface CleaningParameter {
  readonly meaning: string;
  /** `duration` is written `"3s"`; `count` is a whole number; `share` lies between 0 and 1. */
  readonly unit: "duration" | "count" | "share";
  readonly default: Duration | number;
  /** Where the default comes from. */
  readonly source: string;
}

/** A rule of `clean`, as data. */
export interface CleaningRule {
  /** What it finds, in one sentence. */
  readonly finds: string;
  /** The same in a few words, as issues give it. */
  readonly reason: string;
  /** What happens to the rows that it finds, unless told otherwise. */
  readonly effect: IssueEffect;
  /** What may happen to them. */
  readonly effects: readonly IssueEffect[];
  /** Columns without which the rule is skipped. */
  readonly needs: readonly string[];
  readonly parameters: Readonly<Record<string, CleaningParameter>>;
}

const gapChance = {
  meaning: "the chance that a source without any fault shows one such stretch",
  unit: "share",
  default: 0.001,
  source: "one false alarm in a thousand sources, all stretches of one source taken together (Bonferroni)",
} as const;

/**
 * The rules of `clean`: what each finds, what it does, what it needs, and its parameters with units, defaults and where
 * these come from.
 *
 * @example
 * ```ts
 * import { CLEANING_RULES } from "phonograph";
 * console.assert(CLEANING_RULES.overlap.effect === "noted" && CLEANING_RULES.overlap.parameters.tolerance.default === "300s");
 * ```
 */
export const CLEANING_RULES = {
  "negative-duration": {
    finds: "a duration below 0",
    reason: "a duration below 0",
    effect: "blanked",
    effects: ["blanked", "dropped", "noted"],
    needs: ["duration"],
    parameters: {},
  },
  "endless-call": {
    finds: "a call that lasts for days",
    reason: "a call that lasts for days",
    effect: "blanked",
    effects: ["blanked", "dropped", "noted"],
    needs: ["kind", "duration"],
    parameters: {
      longest: {
        meaning: "the longest call that is believed",
        unit: "duration",
        default: "24h",
        source: "switches end calls after hours (and write parts of them before); a day leaves room",
      },
    },
  },
  repeated: {
    finds: "a row that equals another in all columns but source and row",
    reason: "a row that equals another in all columns but source and row",
    effect: "dropped",
    effects: ["dropped", "noted"],
    needs: ["at"],
    parameters: {
      honest: {
        meaning:
          "the most share of a source's equal rows that may be so by chance; where more are to be expected, none is dropped",
        unit: "share",
        default: 0.5,
        source:
          "beyond a half, dropping would lose more events than copies; chance is judged by equal rows a little apart",
      },
    },
  },
  redelivered: {
    finds:
      "an event delivered again with a slightly other time: by its id, or a call or session that would run twice at once",
    reason: "an event delivered again with a slightly other time",
    effect: "dropped",
    effects: ["dropped", "noted"],
    needs: ["at"],
    parameters: {
      within: {
        meaning: "how far apart the two times may be",
        unit: "duration",
        default: "3s",
        source: "clocks of two switches, and rounding to seconds",
      },
      honest: {
        meaning:
          "the most share of pairs without a duration that may be two events, judged by the times after `within`",
        unit: "share",
        default: 0.1,
        source: "a tenth; where people write or tap twice all the time, nothing is dropped",
      },
    },
  },
  "partial-record": {
    finds:
      "parts of one long call or session, told by its id and a part number: the first stays, with the whole duration",
    reason: "parts of one long call or session",
    effect: "dropped",
    effects: ["dropped", "noted"],
    needs: ["at", "kind"],
    parameters: {
      within: {
        meaning: "how long after the end of one part the next may begin",
        unit: "duration",
        default: "24h",
        source: "the id tells that parts belong together; a part may be lost, and ids are used again",
      },
    },
  },
  "lost-clock": {
    finds: "a time before 1990, or long before nearly all rows of its source: a clock that had lost its time",
    reason: "a time of a clock that had lost its own",
    effect: "blanked",
    effects: ["blanked", "noted", "dropped"],
    needs: ["at"],
    parameters: {
      before: {
        meaning: "how long before the first percentile of its source",
        unit: "duration",
        default: "365d",
        source: "clocks wake up in 1970, 1980 or 2000; an export spans less",
      },
    },
  },
  future: {
    finds: "a time that is still to come, or long after nearly all rows of its source",
    reason: "a time that is still to come",
    effect: "blanked",
    effects: ["blanked", "noted", "dropped"],
    needs: ["at"],
    parameters: {
      after: {
        meaning: "how long after the last percentile of its source",
        unit: "duration",
        default: "365d",
        source: "as for lost clocks",
      },
    },
  },
  "both-parties": {
    finds: "the called side's record of a call that the caller's side recorded too",
    reason: "the called side's record of a call",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind", "direction", "phone", "peer"],
    parameters: {
      within: {
        meaning: "how far apart the two records may begin",
        unit: "duration",
        default: "30s",
        source: "bandicoot 0.6: a record is reciprocated when the other side has it within 30 s",
      },
      seconds: {
        meaning: "by how many seconds their durations may differ",
        unit: "count",
        default: 2,
        source: "two switches round and hang up on their own",
      },
    },
  },
  overlap: {
    finds: "a call that overlaps an earlier call of the line; call waiting and two cards can be honest",
    reason: "a call that overlaps an earlier one of the line",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind", "phone", "duration"],
    parameters: {
      tolerance: {
        meaning: "how much calls may overlap where their cells are not known; in one cell it is call waiting",
        unit: "duration",
        default: "300s",
        source: "bandicoot 0.6: overlapping calls of more than 300 s",
      },
      elsewhere: {
        meaning: "how much calls may overlap that began in different cells",
        unit: "duration",
        default: "30s",
        source: "nobody begins two calls in two places; clocks of two switches differ by less",
      },
    },
  },
  gap: {
    finds: "a stretch without rows where the same hours of other weeks let expect many",
    reason: "a stretch without rows",
    effect: "noted",
    effects: ["noted"],
    needs: ["at"],
    parameters: { chance: gapChance },
  },
  "partial-day": {
    finds: "a local day of which a source covers only a part: its first or last, or one with a lost stretch",
    reason: "a day that is covered in part",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at"],
    parameters: {
      chance: gapChance,
      missing: {
        meaning: "the least share of the day's expected rows that is lost",
        unit: "share",
        default: 0.02,
        source: "half an hour of 24",
      },
    },
  },
  robot: {
    finds:
      "a line, user, device or address that behaves like a machine: it says so, never rests, or keeps time like a clock",
    reason: "acts of a machine",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind"],
    parameters: {
      rows: {
        meaning: "the least number of acts to judge by",
        unit: "count",
        default: 100,
        source: "fewer tell neither rest nor regularity",
      },
      daily: {
        meaning: "the least number of acts on an ordinary (median) active day, for those that never rest",
        unit: "count",
        default: 20,
        source: "below it a day has too few acts to show rest",
      },
      rest: {
        meaning: "the share of acts in the quietest six hours of the day from which on nobody rests",
        unit: "share",
        default: 0.05,
        source: "a machine has 0.25 there, a sleeper about 0.01",
      },
      regular: {
        meaning: "the share of waiting times within a second of the most frequent one",
        unit: "share",
        default: 0.5,
        source: "a timer gives 1; people give less than 0.1",
      },
      incoming: {
        meaning: "the most calls and messages that a line without rest gets, for each one it makes",
        unit: "share",
        default: 0.05,
        source: "Murynets et al. 2014: SIM boxes call and are not called",
      },
    },
  },
  spammer: {
    finds: "a number that calls or writes to very many in a day, nearly all others, and is hardly answered",
    reason: "acts of a number that spams",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind", "direction", "phone", "peer"],
    parameters: {
      contacts: {
        meaning: "distinct numbers reached for on one local day",
        unit: "count",
        default: 100,
        source: "Cider: spammers make more than 100 calls or messages a day",
      },
      unanswered: {
        meaning: "the least share of calls and messages that stay without an answer",
        unit: "share",
        default: 0.6,
        source: "a call centre reaches half of those it calls; one-ring calls and automatic diallers a quarter at most",
      },
    },
  },
  inactive: {
    finds: "a number that fell silent: nothing of its own for long, where its rhythm lets expect much",
    reason: "a number that fell silent",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind", "phone"],
    parameters: {
      silence: {
        meaning: "the least silence before the end of the data",
        unit: "duration",
        default: "30d",
        source: "prepaid churn is called after 30 days",
      },
      chance: {
        meaning: "the most share of numbers found that may be so by chance, all numbers with a rhythm taken together",
        unit: "share",
        default: 0.001,
        source: "one false in a thousand found (Benjamini-Hochberg); silences geometric over the share of active days",
      },
    },
  },
  recycled: {
    finds: "a number whose life broke off and began anew with other people: it may have been given to somebody else",
    reason: "a number that may be somebody else's now",
    effect: "noted",
    effects: ["noted", "dropped"],
    needs: ["at", "kind", "phone"],
    parameters: {
      silence: {
        meaning: "the least silence between the two lives",
        unit: "duration",
        default: "45d",
        source: "47 CFR 52.15(f)(1)(ii): a number rests at least 45 days before it is given again",
      },
      chance: {
        meaning: "the most share of numbers found that may be so by chance, all numbers with a rhythm taken together",
        unit: "share",
        default: 0.001,
        source: "as for inactive numbers",
      },
      shared: {
        meaning: "the most share of the new life's contacts that the old one had too",
        unit: "share",
        default: 0.1,
        source: "people keep their contacts when they come back",
      },
    },
  },
} as const satisfies Record<string, CleaningRule>;

/** The name of a rule of `clean`. */
export type CleaningRuleName = keyof typeof CLEANING_RULES;

type Value<U> = U extends "duration" ? Duration : number;

/** How one rule runs: `"off"`, `"on"`, or what is different from its defaults. */
export type RuleSetting<N extends CleaningRuleName> =
  | "on"
  | "off"
  | ({ effect?: (typeof CLEANING_RULES)[N]["effects"][number] } & {
      [P in keyof (typeof CLEANING_RULES)[N]["parameters"]]?: Value<
        (typeof CLEANING_RULES)[N]["parameters"][P] extends { unit: infer U } ? U : never
      >;
    });
