import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Collects what this thread no longer uses, in some milliseconds. The engine does not see how much shared memory its objects keep alive: a thread that makes
 * few objects would hold on to the columns of its last tasks for good.
 */
export function sweep(): void {
  collect ??= toCollect();
  collect();
}

function toCollect(): () => void {
  try {
    setFlagsFromString("--expose-gc");
    return runInNewContext("gc") as () => void;
  } catch {
    return () => undefined;
  }
}
