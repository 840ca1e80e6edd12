import { checkCompute } from "../core/check-compute.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { EVENT_KINDS, type EventKind } from "../core/events.ts";
import { keyword, knownOptions, positive, whole } from "../core/options.ts";
import { type LinkTiming, type LinkTimingSpec, toTimingSpecs } from "./cooccur-options.ts";
import { type ApartIdentifier, type ApartSpec, type TieSpec, toApart, toTies, type WithoutTie } from "./cuts.ts";
import { type LimitsSpec, type LinkLimits, toLimits } from "./link-limits.ts";
import type { LinkPolicy } from "./link-policy.ts";
import type { Linked } from "./linked.ts";
import { toSame } from "./same-users.ts";

/** How `link` decides; every default is meant to be left alone. */
export interface LinkOptions extends ComputeOptions {
  /**
   * Which kinds of rows tell who owns a number when they hold both `phone` and `user`, each with the chance that such a
   * row names the wrong owner. A kind with a high chance is one weak observation. Yours replace the defaults as a whole.
   *
   * Default: `{crm: 0.05, app: 0.01, web: 0.01, payment: 0.005, auth: 0.002, call: 0.002, sms: 0.002, mms: 0.002,
   * ussd: 0.002, data: 0.002}`. Failed and denied rows are never evidence; of records (`crm`) see {@link link}.
   * @example { crm: 0.2, auth: 0.001 }
   */
  evidence?: { readonly [K in EventKind]?: number };
  /**
   * A number that was silent for this long may have been given to somebody else: an owner is known on the far side of
   * such a silence only if seen there again. Default `"45d"`, the least that regulators ask for.
   */
  quarantine?: Duration;
  /**
   * Events whose timing tells who holds a number: a code sent to it, and seconds later a login. Pairs that are found so
   * count as evidence beside the rows that name both, with their own probability. Default: `sms.otp` and `auth.login`,
   * where the events have both, named so, and at most half of the logins name their number (else `about.options.cooccur`
   * says why not); `[]` for none.
   * @example [{ trigger: "call", response: "web.chat", within: "30m" }]
   */
  cooccur?: readonly LinkTiming[];
  /** What this piece of work is for, and for what linking is allowed; see {@link LinkPolicy}. It is told in `about`. */
  policy?: LinkPolicy;
  /**
   * What an earlier run gave: persons keep their keys, and `changes` tells what became of them. With `adds` the events are
   * those that came since; without, they are all events again.
   */
  previous?: Linked;
  /**
   * Whether the events are only those that came since `previous`, to be linked as if all were given: `table`, `coverage`,
   * `linkedShare`, `disputed` and `about.excluded` are of these, all else is of all. Default false.
   */
  adds?: boolean;
  /** Share of numbers (and of devices) that change hands in a year. Default 0.1. */
  hazard?: number;
  /** How many users a number or a device, and how many numbers a user may have before it is set aside. */
  limits?: LinkLimits;
  /**
   * Ties that are not to be, where a link was found wrong: the user does not hold that number, device or session, always
   * or between two times. All is decided from the events again, so nothing else changes but what hung on the tie. A row
   * that names the user stays the user's.
   * @example [{ kind: "phone", identifier: "+351912345678", user: "ann", from: "2026-03-01" }]
   */
  without?: readonly WithoutTie[];
  /**
   * Pairs of users who are one human with two accounts. They are joined unless something speaks against it: `cannotLink`,
   * two numbers that they were seen with at the same time, or sessions at the same time on two devices; the answer's
   * `same` tells which were. Default none: two accounts are two persons. Doubles the cost.
   */
  same?: readonly (readonly [string, string])[];
  /**
   * Pairs of identifiers that are never of one person: of a user and a number or a device, their tie is not to be; of two
   * numbers or devices held by one user at the same time, the less certain is taken from the user. At all times: `without`
   * takes a tie out from one time to another.
   * @example [[{ user: "ann" }, { phone: "+351912345678" }], [{ phone: "+351912345678" }, { phone: "+351961234567" }]]
   */
  cannotLink?: readonly (readonly [ApartIdentifier, ApartIdentifier])[];
  /** Identifiers that stand for nobody, beside `-1`, `0000`, `null`, `anonymous`, `unknown` and the like. */
  block?: readonly string[];
  /**
   * The most identifiers (user, numbers, devices) that one person may have; a person with more is an error.
   * Default: 50, or 0.1 % of all identifiers where that is more.
   */
  largest?: number;
}

export type LinkSpec = Required<
  Omit<
    LinkOptions,
    | keyof ComputeOptions
    | "cooccur"
    | "policy"
    | "previous"
    | "adds"
    | "quarantine"
    | "largest"
    | "limits"
    | "without"
    | "cannotLink"
    | "same"
  >
> & {
  cooccur: LinkTimingSpec[] | undefined;
  quarantine: number;
  limits: LimitsSpec;
  without: TieSpec[];
  cannotLink: ApartSpec[];
  same: (readonly [string, string])[];
  largest: number | undefined;
};

const EVIDENCE = {
  crm: 0.05,
  app: 0.01,
  web: 0.01,
  payment: 0.005,
  auth: 0.002,
  call: 0.002,
  sms: 0.002,
  mms: 0.002,
  ussd: 0.002,
  data: 0.002,
} as const;

const NAMES = [
  "evidence",
  "cooccur",
  "policy",
  "previous",
  "adds",
  "quarantine",
  "hazard",
  "limits",
  "without",
  "cannotLink",
  "same",
  "block",
  "largest",
  ...COMPUTE_OPTIONS,
];

/** Every option checked and filled in; nothing below asks again. */
export function toLinkSpec(options: LinkOptions): LinkSpec {
  const verb = "link";
  knownOptions(verb, options, NAMES);
  const { quarantine = "45d", hazard = 0.1, evidence = EVIDENCE, block = [], largest } = options;
  checkCompute(verb, options);
  if (typeof evidence !== "object" || evidence === null || Array.isArray(evidence)) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "evidence must give kinds of events and their chances of error",
      found: evidence === null ? "null" : Array.isArray(evidence) ? "a list" : typeof evidence,
      hint: "{ crm: 0.05, auth: 0.002 }; leave it out for the defaults",
    });
  }
  for (const [kind, chance] of Object.entries(evidence)) {
    keyword(verb, "a kind of evidence", kind, EVENT_KINDS);
    if (!(typeof chance === "number" && chance > 0 && chance <= 0.5)) {
      throw new PhonographError({
        code: "option/invalid",
        verb,
        rule: `evidence.${kind} must be a chance of error above 0 and at most 0.5`,
        found: typeof chance === "number" || chance === null ? `${chance}` : typeof chance,
      });
    }
  }
  if (!Array.isArray(block) || !block.every((value) => typeof value === "string")) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "block must be a list of texts",
      found: Array.isArray(block) ? "another kind of value in it" : typeof block,
      hint: '["test-account", "0000"]',
    });
  }
  return {
    evidence,
    cooccur: options.cooccur === undefined ? undefined : toTimingSpecs(options.cooccur),
    quarantine: toMilliseconds(verb, "quarantine", quarantine),
    hazard: positive(verb, "hazard", hazard),
    limits: toLimits(options.limits ?? {}),
    without: toTies(options.without ?? []),
    cannotLink: toApart(options.cannotLink ?? []),
    same: toSame(options.same ?? []),
    block,
    largest: largest === undefined ? undefined : whole(verb, "largest", largest, 2),
  };
}
