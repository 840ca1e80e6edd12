import { escape as closure } from "arquero";
import type { PathFlow } from "../analyses/paths-result.ts";
import { PhonographError } from "../core/errors.ts";
import { listed } from "../core/suggest.ts";

/** The paths of one group as if they were all; of a result without groups the result itself. */
export function pathsOfGroup(
  verb: string,
  result: PathFlow,
  wanted: string | undefined,
): PathFlow & { group?: string } {
  if (result.groupedBy === undefined && wanted === undefined) return result;
  const groups = result.groupedBy === undefined ? [] : [...new Set(result.nodes.array("group") as string[])];
  const group = wanted ?? groups[0];
  if (group === undefined || !groups.includes(group)) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "group must be one of the groups of the result",
      found: groups.length > 0 ? listed(groups) : "a result without groups",
    });
  }
  const mine = <T extends PathFlow["table"] | PathFlow["nodes"] | PathFlow["sequences"]>(table: T): T =>
    (table as PathFlow["table"])
      .filter(closure((row: { group: string }) => row.group === group))
      .reify() as unknown as T;
  const nodes = mine(result.nodes);
  const anchor = (nodes.objects({ limit: Number.POSITIVE_INFINITY }) as { level: number; paths: number }[]).find(
    ({ level }) => level === 0,
  )!;
  return {
    ...result,
    ...{ group, nodes, table: mine(result.table), sequences: mine(result.sequences), paths: anchor.paths },
    people: result.semantics.unit === "person" ? anchor.paths : Number.NaN,
  };
}
