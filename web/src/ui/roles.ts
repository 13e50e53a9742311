import { useQuery } from "@tanstack/react-query";
import { me } from "../api/reads";
import { words } from "../i18n/words";

/** The roles of the staff as people call them. */
export const roleNames = words(
  { support: "Support", risk: "Risk", lending: "Lending", operations: "Operations", admin: "Administration" },
  { support: "Atención", risk: "Riesgo", lending: "Préstamos", operations: "Operaciones", admin: "Administración" },
);

export const STAFF_ROLES = ["support", "risk", "lending", "operations", "admin"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Whether who is signed in has a role. */
export function useRole(role: StaffRole): boolean {
  return useQuery(me).data?.roles.includes(role) ?? false;
}
