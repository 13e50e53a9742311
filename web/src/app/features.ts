/** Every feature that there is, found by its `feature.ts`: a new one needs no line anywhere else. */

import type { Area, Feature, Role } from "../ui/feature";

const found = import.meta.glob<{ default: Feature }>("../features/**/feature.ts", { eager: true });

export const FEATURES: Feature[] = Object.values(found).map((module) => module.default);

const ROOTS: Record<Area, string> = { bank: "", office: "office", operations: "operations" };

/** An entry's address within /app. */
export function address(area: Area, path: string): string {
  return `/${[ROOTS[area], path].filter(Boolean).join("/")}`;
}

export function allowed(feature: Feature, roles: readonly Role[]): boolean {
  return (feature.roles ?? (feature.area === "bank" ? CUSTOMERS : STAFF)).some((role) => roles.includes(role));
}

const CUSTOMERS: Role[] = ["customer"];

const STAFF: Role[] = ["admin", "lending", "operations", "risk", "support"];

/** The entries of an area that these roles may see, in their order. */
export function entries(area: Area, roles: readonly Role[]) {
  return FEATURES.filter((each) => each.area === area && allowed(each, roles))
    .flatMap((each) => each.entries)
    .sort((one, other) => one.order - other.order);
}
