/** A form that is the page's address: what is typed stands behind the `?`, so that it can be sent, reloaded and come back to. */

import { useId } from "react";
import { useSearchParams } from "react-router";
import { Button } from "./Button";

export interface AddressField {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "datetime-local";
}

export function AddressForm({ fields, submit }: { fields: AddressField[]; submit: string }) {
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const go = (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const next = new URLSearchParams(search);
    for (const { name } of fields) {
      const text = String(typed.get(name) ?? "").trim();
      if (text) next.set(name, text);
      else next.delete(name);
    }
    setSearch(next);
  };
  return (
    <form
      className="address-form"
      key={fields.map(({ name }) => search.get(name) ?? "").join("\n")}
      onSubmit={(event) => {
        event.preventDefault();
        go(event.currentTarget);
      }}
    >
      {fields.map(({ name, label, hint, type = "text" }) => (
        <div className="field" key={name}>
          <label htmlFor={`${id}-${name}`}>{label}</label>
          {hint && (
            <span className="hint" id={`${id}-${name}-hint`}>
              {hint}
            </span>
          )}
          <input
            className="input"
            id={`${id}-${name}`}
            name={name}
            type={type}
            autoComplete="off"
            defaultValue={search.get(name) ?? ""}
            aria-describedby={hint ? `${id}-${name}-hint` : undefined}
          />
        </div>
      ))}
      <Button type="submit" kinds={["primary"]}>
        {submit}
      </Button>
    </form>
  );
}
