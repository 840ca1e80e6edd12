import { readNumber } from "../../workers/numbers/read-number.ts";

/** A change of a numbering plan as data: which old numbers became which new ones, and when. */
export interface MigrationRule {
  /** Country and year: `"CI-2021"`. */
  readonly name: string;
  readonly callingCode: string;
  /** First day of the new numbers, UTC. */
  readonly from: string;
  /** Last day on which the old ones still were right; missing: the old spelling lives on and can mean nothing else. */
  readonly until?: string;
  /** Patterns of old national numbers, and what the new one is made of. */
  readonly changes: readonly (readonly [old: RegExp, now: string])[];
  readonly says: string;
  readonly source: string;
}

const brazil = (name: string, from: string, until: string, areas: string, states: string): MigrationRule => ({
  name,
  callingCode: "55",
  from,
  until,
  changes: [[new RegExp(`^(${areas})([689]\\d{7})$`), "$19$2"]],
  says: `mobile numbers of ${states} got a 9 in front`,
  source: "Anatel, resolution 553/2010 and its timetable of 25 October 2012; recipes of google/libphonenumber",
});

/**
 * The changes we know. Left out: Argentina (a number without its 9 may be fixed or mobile), Vietnam's area codes of 2017
 * and Gabon 2019 (old numbers are valid numbers of somebody else today), the fixed lines of Cameroon and of MTN and Moov
 * in the Ivory Coast (the new prefix cannot be told from the old number).
 */
export const MIGRATION_RULES: readonly MigrationRule[] = [
  {
    name: "MX-2019",
    callingCode: "52",
    from: "2019-08-03",
    changes: [[/^(?:1|01|044|045)([2-9]\d{9})$/, "$1"]],
    says: "the mobile 1 behind +52 and the prefixes 01, 044 and 045 are gone; messengers still write the 1",
    source: "IFT, technical plan of numbering (DOF 11 May 2018), in force 3 August 2019; ITU operational bulletin 1151",
  },
  brazil("BR-2012", "2012-07-29", "2012-12-31", "11", "area 11 (São Paulo)"),
  brazil("BR-2013a", "2013-08-25", "2013-12-31", "1[2-9]", "areas 12 to 19 (São Paulo)"),
  brazil("BR-2013b", "2013-10-27", "2014-01-31", "2[12478]", "RJ and ES"),
  brazil("BR-2014", "2014-11-02", "2014-12-31", "9[1-9]", "AP, AM, MA, PA and RR"),
  brazil("BR-2015a", "2015-05-31", "2015-12-31", "8[1-9]", "AL, CE, PB, PE, PI and RN"),
  brazil("BR-2015b", "2015-10-11", "2016-01-18", "3[1-578]|7[13-579]", "BA, MG and SE"),
  brazil("BR-2016a", "2016-05-29", "2016-12-31", "6[1-9]", "AC, DF, GO, MS, MT, RO and TO"),
  brazil("BR-2016b", "2016-11-06", "2016-12-31", "4[1-9]|5[13-5]", "PR, RS and SC"),
  {
    name: "CI-2021",
    callingCode: "225",
    from: "2021-01-31",
    until: "2021-01-31",
    changes: [
      [/^([0456][0-3]\d{6})$/, "01$1"],
      [/^([04-8][4-6]\d{6})$/, "05$1"],
      [/^((?:[04-8][7-9]|9[7-9])\d{6})$/, "07$1"],
      [/^([23]\d{7})$/, "27$1"],
    ],
    says: "8 digits became 10: 01 before mobile numbers of Moov, 05 of MTN, 07 of Orange, 27 before fixed lines of Orange",
    source: "ARTCI, 28 July 2020; ranges of 07 and 27 as in google/libphonenumber, resources/metadata/225",
  },
  {
    name: "BJ-2024",
    callingCode: "229",
    from: "2024-11-30",
    until: "2024-12-31",
    changes: [[/^([2-9]\d{7})$/, "01$1"]],
    says: "8 digits became 10: 01 before every number",
    source: "ARCEP Bénin, in force 30 November 2024, old numbers for one month more",
  },
  {
    name: "VN-2018",
    callingCode: "84",
    from: "2018-09-15",
    until: "2018-11-14",
    changes: [
      [/^12([068]\d{7})$/, "7$1"],
      [/^121(\d{7})$/, "79$1"],
      [/^122(\d{7})$/, "77$1"],
      [/^12([345]\d{7})$/, "8$1"],
      [/^127(\d{7})$/, "81$1"],
      [/^129(\d{7})$/, "82$1"],
      [/^16([2-9]\d{7})$/, "3$1"],
      [/^18([68]\d{7})$/, "5$1"],
      [/^199(\d{7})$/, "59$1"],
    ],
    says: "mobile numbers of 11 digits became 10",
    source: "Ministry of Information and Communications, in force 15 September 2018, both until 14 November 2018",
  },
  {
    name: "CO-2021",
    callingCode: "57",
    from: "2021-09-01",
    until: "2021-11-30",
    changes: [[/^([124-8][2-9]\d{6})$/, "60$1"]],
    says: "fixed lines got 60 before their area code",
    source: "CRC, resolution 5826 of 2019, in force 1 September 2021, both until 30 November 2021",
  },
  {
    name: "CM-2014",
    callingCode: "237",
    from: "2014-11-21",
    until: "2014-11-21",
    changes: [[/^([5679]\d{7})$/, "6$1"]],
    says: "mobile numbers got a 6 in front",
    source: "ART, in force 21 November 2014, 22:59 UTC (communication of 6 October 2014 to the ITU)",
  },
];

/** What an old number is today, and by which rule. */
export interface Migrated {
  readonly rule: MigrationRule;
  readonly e164: string;
}

/** The number of today behind an old one; undefined when no rule gives a number that is valid now. */
export function migrate(old: string, rules: readonly MigrationRule[]): Migrated | undefined {
  for (const rule of rules) {
    if (!old.startsWith(rule.callingCode, 1)) continue;
    const national = old.slice(1 + rule.callingCode.length);
    for (const [pattern, now] of rule.changes) {
      if (!pattern.test(national)) continue;
      const e164 = `+${rule.callingCode}${national.replace(pattern, now)}`;
      if (readNumber(e164, undefined)?.type !== undefined) return { rule, e164 };
    }
  }
  return undefined;
}

const DAY = 864e5;

/** Whether the old number was right at that moment. Unknown moments say no. */
export function wasRight({ until }: MigrationRule, at: number): boolean {
  return until === undefined ? !Number.isNaN(at) : at < Date.parse(until) + DAY;
}
