import type { UseFormReturn } from "react-hook-form";
import { useWords } from "../../i18n/words";
import { SelectField, TextField } from "../../ui/fields";
import type { Fields } from "./preferences";
import { texts } from "./words";

/** When nothing but what is urgent comes, by the clock of a place. */
export function Quiet({ form }: { form: UseFormReturn<Fields> }) {
  const say = useWords(texts);
  const [quiet, chosen] = form.watch(["quiet", "timezone"]);
  const zones = [...new Set([chosen, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
  return (
    <>
      <p className="soft">{say.quietText}</p>
      <label className="choice">
        <input type="checkbox" {...form.register("quiet")} />
        <span>{say.quietOn}</span>
      </label>
      {quiet && (
        <>
          <div className="times">
            <TextField form={form} name="from" label={say.from} type="time" />
            <TextField form={form} name="to" label={say.to} type="time" />
          </div>
          <SelectField form={form} name="timezone" label={say.timezone}>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </SelectField>
        </>
      )}
    </>
  );
}
