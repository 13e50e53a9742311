/** Every feature that there is, found by its `feature.ts`: a new one needs no line anywhere else. */

import { queryOptions } from "@tanstack/react-query";
import type { Area, Feature, Role, Who } from "../ui/feature";

const found = import.meta.glob<{ default: Feature }>("../features/*/feature.ts", { eager: true });

export const BANK: Feature[] = Object.values(found).map((module) => module.default);

/** The staff's: a customer never fetches so much as their addresses. */
export const staffs = async (): Promise<Feature[]> => (await import("./staff")).STAFF;

/** What there is for somebody with these roles; whether they may see each is `allowed`. */
export function features(roles: readonly Role[]) {
  const works = roles.some((role) => MEMBERS.includes(role));
  return queryOptions({
    queryKey: ["features", works],
    queryFn: async () => (works ? [...BANK, ...(await staffs())] : BANK),
    initialData: works ? undefined : BANK,
    staleTime: Infinity,
  });
}

const ROOTS: Record<Area, string> = { bank: "", office: "office", operations: "operations" };

/** An entry's address within /app. */
export function address(area: Area, path: string): string {
  return `/${[ROOTS[area], path].filter(Boolean).join("/")}`;
}

export function allowed(feature: Feature, { roles, simulatedNetworks }: Who): boolean {
  if (feature.simulated && !simulatedNetworks) return false;
  return (feature.roles ?? (feature.area === "bank" ? CUSTOMERS : MEMBERS)).some((role) => roles.includes(role));
}

const CUSTOMERS: Role[] = ["customer"];

const MEMBERS: Role[] = ["admin", "lending", "operations", "risk", "support"];

/** The entries of an area that somebody may see, in their order. */
export function entries(all: Feature[], area: Area, who: Who) {
  return all
    .filter((each) => each.area === area && allowed(each, who))
    .flatMap((each) => each.entries)
    .sort((one, other) => one.order - other.order);
}
