/** What stands between two identifiers. */
export type NonLinkReason =
  | "linked"
  | "set aside"
  | "somebody else"
  | "ambiguous"
  | "too little"
  | "no answer"
  | "never near";

/** What a search for the reason gives. */
export interface Reason {
  reason: NonLinkReason;
  lines: string[];
  weight?: number;
  missing?: number;
  coincidences?: number;
  /** Rows of the events, a list for each coincidence. */
  rows?: readonly (readonly number[])[];
}
