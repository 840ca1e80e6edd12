import library from "libphonenumber-js/package.json" with { type: "json" };
import { SHORT_CODE_VERSION } from "./short-code.ts";

/** The numbering plans and short codes that this thread has loaded. The prefix data is one for all threads, in shared memory. */
export const THREAD_VERSIONS = Object.freeze({
  plans: `${library.name} ${library.version}`,
  shortCodes: SHORT_CODE_VERSION,
});
export type ThreadVersions = typeof THREAD_VERSIONS;

/**
 * Throws where the caller's versions are not this thread's: the packages were changed on disk while the program ran, and
 * half of a column would be read by other rules.
 */
export function requireVersions({ plans, shortCodes }: ThreadVersions): void {
  if (plans === THREAD_VERSIONS.plans && shortCodes === THREAD_VERSIONS.shortCodes) return;
  const own = `${THREAD_VERSIONS.plans} and ${THREAD_VERSIONS.shortCodes}`;
  throw new Error(`a thread has loaded ${own}, the caller ${plans} and ${shortCodes}: start the program anew`);
}
