/** What a feature tells the application: where it is found and which pages it has. The application finds every `feature.ts`. */

import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import type { Schemas } from "../api/client";
import type { Locale } from "../i18n/locale";
import type { IconName } from "./Icon";

export type Role = Schemas["Me"]["roles"][number];
/** What says which features somebody sees. */
export type Who = Pick<Schemas["Me"], "roles" | "simulatedNetworks">;
export type Area = "bank" | "office" | "operations";

export interface Entry {
  /** Under the area's own address: `cards` is /app/cards, in the office /app/office/cards. */
  path: string;
  label: Record<Locale, string>;
  icon: IconName;
  /** Entries are listed by it. */
  order: number;
  /** Whether it stands in the bar at the bottom of a narrow screen. */
  main?: boolean;
}

export interface Feature {
  area: Area;
  /** Who may see it, where not everybody of the area may. */
  roles?: Role[];
  /** Whether it is there only where the networks to other banks are simulated, which is nowhere in production. */
  simulated?: boolean;
  entries: Entry[];
  routes: RouteObject[];
}

export function feature(told: Feature): Feature {
  return told;
}

/** A page that arrives when it is opened: `page("cards", () => import("./CardsPage"))`. */
export function page(path: string, load: () => Promise<{ default: ComponentType }>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }) };
}
