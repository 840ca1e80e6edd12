import { PhonographError } from "../core/errors.ts";

/**
 * What the data may be used for, as far as linking is concerned: finding out who is who re-identifies people, so it is
 * done for a purpose that allows it, or not at all.
 */
export interface LinkPolicy {
  /** What this piece of work is for, such as `"fraud"`. */
  readonly purpose: string;
  /** The purposes for which records may be linked to people. Default none: then nothing is linked. */
  readonly linking?: readonly string[];
}

/** What `about.options` says of a policy, given or not. */
export interface LinkPermit {
  /** The purpose; null where no policy was given. */
  readonly purpose: string | null;
  /** The purposes that allow linking; null where no policy was given. */
  readonly linking: readonly string[] | null;
}

/** Refuses to link for a purpose that does not allow it, and gives what is to be recorded of the policy. */
export function permitLinking(verb: string, policy: LinkPolicy | undefined): LinkPermit {
  if (policy === undefined) return Object.freeze({ purpose: null, linking: null });
  const { purpose, linking = [] }: Partial<LinkPolicy> = typeof policy === "object" ? (policy ?? {}) : {};
  const isWord = (word: unknown) => typeof word === "string" && word.trim() !== "";
  if (!isWord(purpose) || !Array.isArray(linking) || !linking.every(isWord)) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "policy must tell the purpose of this work, and the purposes that allow linking",
      found: isWord(purpose) ? "linking is no list of words" : "no purpose",
      hint: '{ purpose: "fraud", linking: ["fraud", "service"] }',
    });
  }
  if (!linking.includes(purpose as string)) {
    const allowed = linking.length === 0 ? "none" : linking.map((word) => `"${word}"`).join(", ");
    throw new PhonographError({
      code: "privacy/refused",
      verb,
      rule: "linking records to people is not allowed for this purpose",
      found: `purpose "${purpose}"; linking is allowed for ${allowed}`,
      hint: "work with identifiers that are not linked, or ask whoever answers for the data to allow it",
    });
  }
  return Object.freeze({ purpose: purpose as string, linking: Object.freeze([...linking]) });
}
