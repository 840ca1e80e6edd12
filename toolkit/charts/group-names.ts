const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A group as people call it: countries are written out where the groups are countries. */
export function groupName(label: string, groupedBy: string | undefined): string {
  return groupedBy?.includes("country") && /^[A-Z]{2}$/.test(label) ? (regions.of(label) ?? label) : label;
}
