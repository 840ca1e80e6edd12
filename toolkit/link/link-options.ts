import { checkCompute } from "../core/check-compute.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import { EVENT_KINDS, type EventKind } from "../core/events.ts";
import { keyword, knownOptions, positive, whole } from "../core/options.ts";
import { type LinkTiming, type LinkTimingSpec, toTimingSpecs } from "./cooccur-options.ts";
import type { LinkPolicy } from "./link-policy.ts";
import type { Linked } from "./linked.ts";

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
   * where the events have both and fewer than half of the logins name their number; `[]` for none.
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
  /** A number seen with more users than this within `period` is shared and belongs to none of them. Default 4. */
  usersPerPhone?: number;
  /** The same for a device: a kiosk, a family's tablet. Default 4. */
  usersPerDevice?: number;
  /** A user seen with more numbers than this within `period` (a reseller, a test account) owns none. Default 6. */
  phonesPerUser?: number;
  /** The time over which users and numbers are counted. Default `"90d"`. */
  period?: Duration;
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
    keyof ComputeOptions | "cooccur" | "policy" | "previous" | "adds" | "quarantine" | "period" | "largest"
  >
> & {
  cooccur: LinkTimingSpec[] | undefined;
  quarantine: number;
  period: number;
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
  "usersPerPhone",
  "usersPerDevice",
  "phonesPerUser",
  "period",
  "block",
  "largest",
  ...COMPUTE_OPTIONS,
];

/** Every option checked and filled in; nothing below asks again. */
export function toLinkSpec(options: LinkOptions): LinkSpec {
  const verb = "link";
  knownOptions(verb, options, NAMES);
  const { quarantine = "45d", period = "90d", hazard = 0.1, evidence = EVIDENCE, block = [], largest } = options;
  const { usersPerPhone = 4, usersPerDevice = 4, phonesPerUser = 6 } = options;
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
    period: toMilliseconds(verb, "period", period),
    hazard: positive(verb, "hazard", hazard),
    usersPerPhone: whole(verb, "usersPerPhone", usersPerPhone, 1),
    usersPerDevice: whole(verb, "usersPerDevice", usersPerDevice, 1),
    phonesPerUser: whole(verb, "phonesPerUser", phonesPerUser, 1),
    block,
    largest: largest === undefined ? undefined : whole(verb, "largest", largest, 2),
  };
}
