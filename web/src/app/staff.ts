/** The features of the office and of operations: a chunk of their own. */

import type { Feature } from "../ui/feature";

const found = import.meta.glob<{ default: Feature }>("../features/{office,operations}/*/feature.ts", { eager: true });

export const STAFF: Feature[] = Object.values(found).map((module) => module.default);
