/** The way to one thing whose id somebody has: typed or pasted, and opened. */

import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { Button } from "./Button";
import { TextField, optional, required, useFields } from "./fields";

interface Told {
  label: string;
  hint?: string;
  /** A second id that some things need. */
  also?: { label: string; hint: string };
  submit: string;
  to: (id: string, also: string) => string;
}

const schema = z.object({ id: required(100), also: optional(100) });

export function LookUp({ label, hint, also, submit, to }: Told) {
  const navigate = useNavigate();
  const form = useFields(schema, { id: "", also: "" });
  return (
    <form className="address-form" noValidate onSubmit={(event) => void form.handleSubmit((typed) => navigate(to(encodeURIComponent(typed.id), encodeURIComponent(typed.also))))(event)}>
      <TextField form={form} name="id" label={label} hint={hint} />
      {also && <TextField form={form} name="also" label={also.label} hint={also.hint} />}
      <Button type="submit" kinds={["primary"]}>
        {submit}
      </Button>
    </form>
  );
}
