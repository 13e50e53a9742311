/** A moment or a day, as the reader's language writes it. */

import { date } from "../i18n/format";
import { useLocale } from "../i18n/locale";

export function When({ at, how = "moment" }: { at: string; how?: "day" | "moment" | "short" | "time" }) {
  return <time dateTime={at}>{date(at, how, useLocale())}</time>;
}
