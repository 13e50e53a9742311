import type { UseFormReturn } from "react-hook-form";
import { useWords } from "../../i18n/words";
import { CATEGORIES, CHANNELS, type Fields } from "./preferences";
import { texts } from "./words";

/** What is told, by which way: a row for each category. Those that are locked are on, and say so. */
export function Channels({ form, locked }: { form: UseFormReturn<Fields>; locked: readonly string[] }) {
  const say = useWords(texts);
  return (
    <div className="table-scroll">
      <table className="table switches">
        <thead>
          <tr>
            <th scope="col">{say.about}</th>
            {CHANNELS.map((channel) => (
              <th scope="col" key={channel}>
                {say[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CATEGORIES.map((category) => (
            <tr key={category}>
              <th scope="row">
                {say[category]}
                {locked.includes(category) && <span className="soft small">{say.always}</span>}
              </th>
              {CHANNELS.map((channel) => (
                <td key={channel}>
                  <label className="switch">
                    <span className="visually-hidden">
                      {say[category]}: {say[channel]}
                    </span>
                    {locked.includes(category) ? <input type="checkbox" checked disabled /> : <input type="checkbox" {...form.register(`categories.${category}.${channel}`)} />}
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
