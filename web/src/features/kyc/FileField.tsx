import { useId } from "react";
import { ACCEPTED } from "./upload";

/** One file of the customer's device; a phone offers its camera. */
export function FileField({ label, wrong, onChoose }: { label: string; wrong: string | null; onChoose: (file: File | null) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="file"
        accept={ACCEPTED}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${id}-error` : undefined}
        onChange={(event) => onChoose(event.target.files?.[0] ?? null)}
      />
      {wrong && (
        <span className="error" id={`${id}-error`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
