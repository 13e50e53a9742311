import { useId } from "react";

/** Which of several things a page is about; what is chosen takes effect at once. */
export function Choice({ label, chosen, choices, onChoose }: { label: string; chosen: string; choices: { value: string; text: string }[]; onChoose: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
