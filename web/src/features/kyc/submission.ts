/** What a verification takes, as the bank reckons it: shown before somebody asks in vain. The bank's own answer decides. */

import type { Schemas } from "../../api/client";

export type Document = Schemas["DocumentReply"];
export type Wanted = Schemas["SubmitRequest"]["level"];
export type Missing = "profile" | "identity_document" | "proof_of_address" | "selfie";

const IDENTITY: Document["type"][] = ["passport", "national_id", "driver_license"];
const NEEDED: Record<Wanted, Document["type"][]> = { FULL: ["proof_of_address"], ENHANCED: ["proof_of_address", "selfie"] };

export const isIdentity = (type: string) => (IDENTITY as string[]).includes(type);

/** The newest good document of each kind that the level takes; one of identity is enough. */
export function chosen(wanted: Wanted, documents: readonly Document[], today: string): Document[] {
  const good = documents.filter((each) => each.status === "CLEAN" && !(each.expiresOn && each.expiresOn < today));
  const newest = [...good].sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  const first = (fits: (type: Document["type"]) => boolean) => newest.find((each) => fits(each.type));
  return [first(isIdentity), ...NEEDED[wanted].map((type) => first((each) => each === type))].filter((each) => each !== undefined);
}

/** What is still missing for the level. */
export function missing(wanted: Wanted, hasProfile: boolean, documents: readonly Document[], today: string): Missing[] {
  const given = chosen(wanted, documents, today).map((each) => each.type);
  return [
    ...(hasProfile ? [] : ["profile" as const]),
    ...(given.some(isIdentity) ? [] : ["identity_document" as const]),
    ...(NEEDED[wanted] as ("proof_of_address" | "selfie")[]).filter((type) => !given.includes(type)),
  ];
}

/** Whether the bank knows enough of who somebody is: a profile, and a number of theirs. */
export function isComplete(customer: Schemas["CustomerReply"] | null): boolean {
  return customer !== null && customer.profiledAt !== null && (customer.ssnLast4 ?? customer.documentLast4) !== null;
}
