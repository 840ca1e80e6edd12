/**
 * The continent of each region, as GeoNames draws them (countryInfo, CC BY 4.0; read through datasets/country-codes,
 * May 2026): Cyprus is in Europe, Turkey and the Caucasus in Asia. Regions that GeoNames has no row for follow the state
 * they belong to.
 */
const CONTINENTS: Readonly<Record<string, string>> = {
  Africa:
    "AC AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE " +
    "NG RE RW SC SD SH SL SN SO SS ST SZ TA TD TG TN TZ UG YT ZA ZM ZW",
  Asia:
    "AE AF AM AZ BD BH BN BT CC CN GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK " +
    "PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
  Europe:
    "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT " +
    "NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
  "North America":
    "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US " +
    "VC VG VI",
  "South America": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
  Oceania: "AS AU CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PW SB TK TO TV VU WF WS",
};

const continents = new Map(
  Object.entries(CONTINENTS).flatMap(([continent, regions]) =>
    regions.split(" ").map((region): [string, string] => [region, continent]),
  ),
);

/** The continent of a region; the numbers that no country owns have none. */
export const continentOf = (region: string): string | undefined => continents.get(region);
