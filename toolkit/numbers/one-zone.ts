const zones = new Map<string, readonly Temporal.ZonedDateTime[]>();

/** The zones of a region, as moments that can be compared: a zone has several names. */
function zonesOfRegion(region: string): readonly Temporal.ZonedDateTime[] {
  let found = zones.get(region);
  if (!found) {
    const locale = new Intl.Locale(`und-${region}`) as Intl.Locale & { getTimeZones?(): string[] | undefined };
    found = (locale.getTimeZones?.() ?? []).flatMap((zone) => momentIn(zone) ?? []);
    zones.set(region, found);
  }
  return found;
}

function momentIn(zone: string): Temporal.ZonedDateTime | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, zone);
  } catch {
    return undefined;
  }
}

/**
 * The one time zone that is left of the candidates of a number (names separated by blanks) when only those of its
 * region count; undefined when several are left, or none: then nobody may speak of the number's local hour. The zones of
 * regions are the runtime's (Unicode CLDR).
 */
export function oneZone(candidates: string, region: string): string | undefined {
  if (region === "001") return undefined;
  const names = candidates.split(" ");
  const mine = zonesOfRegion(region);
  const left = names.filter((name) => {
    const moment = momentIn(name);
    return moment !== undefined && mine.some((zone) => zone.equals(moment));
  });
  return left.length === 1 ? left[0] : undefined;
}
