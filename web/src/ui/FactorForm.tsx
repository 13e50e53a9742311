/** The code after the password: of an authenticator app, or a recovery code. */

import { useState } from "react";
import * as z from "zod/mini";
import { Failure } from "../api/failure";
import { type SecondFactor, passSecondFactor } from "../api/session";
import { useWords, words } from "../i18n/words";
import { Button } from "./Button";
import { FailureNote } from "./FailureNote";
import { TextField, useFields } from "./fields";

const texts = words(
  {
    about: "Open your authenticator app and enter the code it shows for Inferno Bank.",
    code: "Code",
    hint: "Six digits; without your phone, one of your recovery codes",
    submit: "Confirm",
    submitting: "Confirming…",
    anew: "Start again",
  },
  {
    about: "Abre tu aplicación de autenticación y escribe el código que muestra para Inferno Bank.",
    code: "Código",
    hint: "Seis dígitos; sin tu teléfono, uno de tus códigos de recuperación",
    submit: "Confirmar",
    submitting: "Confirmando…",
    anew: "Empezar de nuevo",
  },
);

const schema = z.object({ code: z.string().check(z.trim(), z.minLength(1, "required"), z.regex(/^[0-9A-Za-z -]{6,40}$/, "code")) });

interface Told {
  factor: SecondFactor;
  /** Leads back to the password: a challenge takes five tries and some minutes. */
  onAnew: () => void;
  onPassed?: () => void;
}

export function FactorForm({ factor, onAnew, onPassed }: Told) {
  const say = useWords(texts);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useFields(schema, { code: "" });
  const send = form.handleSubmit(async ({ code }) => {
    setFailure(null);
    try {
      await passSecondFactor(factor, code);
      onPassed?.();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
      form.setValue("code", "");
    }
  });
  const busy = form.formState.isSubmitting;
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <p className="soft">{say.about}</p>
      {failure && <FailureNote failure={failure} focus />}
      <TextField form={form} name="code" label={say.code} hint={say.hint} autoComplete="one-time-code" />
      <Button type="submit" kinds={["primary", "wide"]} busy={busy}>
        {busy ? say.submitting : say.submit}
      </Button>
      <Button kinds={["plain", "wide"]} onClick={onAnew}>
        {say.anew}
      </Button>
    </form>
  );
}
