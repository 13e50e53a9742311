import { useId } from "react";

/** One file of the customer's device; a phone offers its camera. */
export function FileField({ label, accept, wrong, onChoose }: { label: string; accept: string; wrong: string | null; onChoose: (file: File | null) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="file"
        accept={accept}
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
