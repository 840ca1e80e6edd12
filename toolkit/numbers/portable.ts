/**
 * Regions where a mobile number can keep its owner and change its network, as libphonenumber 9.0.35 (July 2026) marks
 * them; regions it was not asked about count as portable.
 */
const NOT_PORTABLE = new Set(
  (
    "001 AC AD AE AF AO AW AX BD BF BI BN BO BQ BT BW CC CD CF CG CI CK CN CR CU CV CW DZ ET FJ FK FM FO GA GG GL GM " +
    "GN GQ GT GU GW GY HT ID IQ JE KG KH KI KM KP LA LB LI LK LR LY MC ME MG MH ML MM MN MO MP MR MU MV MW MZ NA NC " +
    "NE NF NI NP NU PF PG PH PM PS PW RE RW SB SC SD SH SJ SL SM SN SO SR SS ST SV SY SZ TA TD TG TJ TK TL TM TN TO " +
    "TV TZ UA UG UY UZ VE VI VN VU WF WS XK YE YT ZM ZW"
  ).split(" "),
);

/** What the list of portable regions rests on. */
export const PORTABILITY_VERSION = "libphonenumber 9.0.35, 2026-07";

/** Whether the network that a number's block was given to may no longer be the number's network. */
export const mayHaveMoved = (region: string): boolean => !NOT_PORTABLE.has(region);
