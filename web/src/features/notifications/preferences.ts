/** How a customer is told, as a form has it and as the bank takes it. */

import * as z from "zod/mini";
import type { Schemas } from "../../api/client";

export const CATEGORIES = ["security", "legal", "transactions", "account", "marketing"] as const;
export const CHANNELS = ["email", "sms", "push"] as const;

const channels = z.object({ email: z.boolean(), sms: z.boolean(), push: z.boolean() });

export const schema = (say: { sameTime: string }) =>
  z
    .object({
      categories: z.object({ security: channels, legal: channels, transactions: channels, account: channels, marketing: channels }),
      quiet: z.boolean(),
      from: z.string(),
      to: z.string(),
      timezone: z.string(),
      digest: z.enum(["none", "hourly", "daily"]),
      locale: z.enum(["en", "es"]),
    })
    .check(
      z.refine(({ quiet, from }) => !quiet || from !== "", { message: "required", path: ["from"] }),
      z.refine(({ quiet, to }) => !quiet || to !== "", { message: "required", path: ["to"] }),
      z.refine(({ quiet, from, to }) => !quiet || !from || from !== to, { message: say.sameTime, path: ["to"] }),
    );

export type Fields = z.output<ReturnType<typeof schema>>;

export function filled({ categories, quietHours, digest, locale }: Schemas["PreferencesReply"]): Fields {
  const hours = quietHours ?? { from: "22:00", to: "07:00", timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return { categories, quiet: quietHours !== null, ...hours, digest, locale };
}

export function wish({ categories, quiet, from, to, timezone, digest, locale }: Fields): Omit<Schemas["PreferencesRequest"], "version"> {
  return { categories, quietHours: quiet ? { from, to, timezone } : null, digest, locale };
}
