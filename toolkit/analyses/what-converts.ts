import { toAbout } from "../core/about.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import type { MarkedEvents } from "../core/marked-events.ts";
import { benjaminiHochberg } from "../core/statistics/benjamini-hochberg.ts";
import { tableOfRows } from "../core/table-of-rows.ts";
import { plainCause } from "./plain-cause.ts";
import { type Compared, compare, momentsOf } from "./what-converts-compare.ts";
import { type ConvertsOptions, type ConvertsQuestion, toConvertsSpec } from "./what-converts-options.ts";
import { eventCandidates, markSteps, propertyCandidates, watch } from "./what-converts-people.ts";
import type { Converts, ConvertsColumns, ConvertsFinding } from "./what-converts-result.ts";

/**
 * What goes with reaching a step: which events and properties do those have who reach it, more or less often than those who could have
 * reached it at the same time?
 *
 * Whoever reaches the step soon has had little time to do anything else, and whoever never does had all of it: counted plainly, everything
 * seems to keep people from the step. So at every moment somebody reaches it, that person is compared with everybody else who is still watched so
 * long after their own entry, by what each had done up to then. What goes together need not bring it about: active people do more of everything and
 * reach the step too, so where every candidate goes with it, that is what is seen. An experiment tells.
 *
 * Entry is the first of each person; the step counts when it comes later, within `within` and the data. Events count from after the
 * entry to before the step; a property is the latest value at the entry. The events of the step are no candidates. Rows without person or
 * time are left out and counted in `about`.
 *
 * Shape: {@link ConvertsColumns}. An empty cell has its name in `finding`, an odds ratio of 0 or infinity, and an interval with one end.
 * Method: risk sets since entry; the exact conditional law over them (Fisher 1935; of one set his test), of many Mantel and Haenszel (1959) with
 * the variance of Robins, Breslow and Greenland (1986); Benjamini and Hochberg (1995). Cost: two passes over the rows, then for each
 * candidate a look-up for each person who has it, and where exact the square of those who reach the step.
 *
 * @param events linked events: `person`, `at` and what the patterns test
 * @param question the step to reach, and where to begin
 * @param options see {@link ConvertsOptions}; all may be left out
 * @throws PhonographError `option/invalid` when a pattern matches nothing, a property names people or an option is out of range; `option/missing`;
 * `data/column-missing` when the events are not linked; `data/unparseable` when nobody, or everybody at once, reaches the step
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { whatConverts } from "phonograph";
 * const minute = 60_000;
 * const rows = Array.from({ length: 60 }, (_, person) => [
 *   { person, at: 0, name: "open" },
 *   ...(person % 3 === 0 ? [{ person, at: minute, name: "search" }] : []),
 *   ...(person % 3 === 0 || person % 10 === 1 ? [{ person, at: (5 + person) * minute, name: "buy" }] : []),
 *   { person, at: 90 * minute, name: "close" },
 * ]).flat();
 * const pick = (key) => rows.map((row) => row[key]);
 * const events = table({ person: pick("person"), at: pick("at"), name: pick("name"), kind: rows.map(() => "app") });
 * const { table: found } = await whatConverts(events, { from: "app.open", to: "app.buy" });
 * console.assert(found.get("candidate", 0) === "app.search" && found.get("lower", 0) > 1);
 * ```
 */
export async function whatConverts(
  events: Events,
  question: ConvertsQuestion,
  options: ConvertsOptions = {},
): Promise<Converts> {
  const spec = toConvertsSpec(VERB, question, options);
  const marked = markSteps(VERB, events, spec);
  const watched = watch(marked, spec.within);
  const moments = momentsOf(watched);
  refuseNothing(watched.exit.length, moments.cases.length, marked, spec.within);
  const candidates = [
    ...eventCandidates(VERB, events, marked, watched, spec),
    ...spec.properties.flatMap((name) => propertyCandidates(VERB, events, marked, watched, name)),
  ];
  const rows = withCorrection(
    candidates.map((candidate) => compare(candidate, watched, moments, spec)),
    spec.confidence,
  );
  const [to, from] = marked.words.map((words) => words.join(" or "));
  return Object.freeze({
    table: tableOfRows<ConvertsColumns>(rows, COLUMNS),
    from: question.from === undefined ? "first event" : from,
    to,
    entered: watched.exit.length,
    converted: moments.cases.reduce((sum, n) => sum + n, 0),
    tested: rows.filter(({ method }) => method !== "none").length,
    semantics: Object.freeze({
      ...({ version: "v1", unit: "person", entry: "first" } as const),
      had: "after the entry and before the step; a property: at the entry",
      comparedWith: "everybody still watched at the same time since entry",
      ...({
        within: spec.within,
        asOf: marked.asOf,
        correction: "Benjamini-Hochberg",
        confidence: spec.confidence,
      } as const),
    }),
    about: toAbout({
      verb: VERB,
      options: {
        ...{ to: marked.words[0], from: question.from === undefined ? "first event" : marked.words[1] },
        candidates: spec.candidates?.map(({ label }) => label) ?? "every kind and name",
        ...{
          properties: spec.properties,
          within: spec.window,
          least: spec.least,
          confidence: spec.confidence,
          asOf: marked.asOf,
        },
      },
      input: events,
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded.filter(({ reason }) => reason !== "not asked for"),
    }),
  });
}

const VERB = "whatConverts";

function refuseNothing(people: number, moments: number, marked: MarkedEvents, within: number): void {
  if (people > 0 && moments > 0) return;
  const cause = plainCause(marked);
  throw new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: people > 0 ? "nobody reaches the step after the entry" : "nobody enters before the data end",
    found: cause?.found ?? `${people.toLocaleString("en-GB")} ${people === 1 ? "person" : "people"} watched`,
    hint:
      cause?.hint ??
      (people === 0
        ? "an asOf after the entries"
        : within < Infinity
          ? "a longer within, another step, or an entry that comes earlier"
          : "another step, or an entry that comes earlier"),
  });
}

type Row = Omit<Compared, "empty"> & { q: number; finding: ConvertsFinding };

function withCorrection(compared: readonly Compared[], confidence: number): Row[] {
  const qs = benjaminiHochberg(compared.map(({ p }) => p));
  const rows = compared.map(({ empty, ...row }, i) => {
    const told = qs[i] <= 1 - confidence;
    const plain = !told ? "no evidence" : row.odds_ratio > 1 ? "goes with reaching it" : "goes with not reaching it";
    return { ...row, q: qs[i], finding: empty ?? (plain as ConvertsFinding) };
  });
  const rank = (p: number) => (Number.isNaN(p) ? 2 : p);
  return rows.sort((a, b) => rank(a.p) - rank(b.p) || b.people - a.people || (a.candidate < b.candidate ? -1 : 1));
}

const COLUMNS = [
  ...(["candidate", "kind", "people", "converted", "expected", "odds_ratio", "lower", "upper", "p", "q"] as const),
  ...(["method", "finding", "untimed_ratio"] as const),
] as const;
