import { useState } from "react";
import * as z from "zod/mini";
import { Failure } from "../../api/failure";
import { type SecondFactor, passSecondFactor } from "../../api/session";
import { useWords, words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, useFields } from "../../ui/fields";
import { Title } from "../../ui/Page";

const texts = words(
  {
    title: "One more step",
    about: "Open your authenticator app and enter the code it shows for Inferno Bank.",
    code: "Code",
    hint: "Six digits; without your phone, one of your recovery codes",
    submit: "Confirm",
    submitting: "Confirming…",
    anew: "Start again",
  },
  {
    title: "Un paso más",
    about: "Abre tu aplicación de autenticación y escribe el código que muestra para Inferno Bank.",
    code: "Código",
    hint: "Seis dígitos; sin tu teléfono, uno de tus códigos de recuperación",
    submit: "Confirmar",
    submitting: "Confirmando…",
    anew: "Empezar de nuevo",
  },
);

const schema = z.object({ code: z.string().check(z.trim(), z.minLength(1, "required"), z.regex(/^[0-9A-Za-z -]{6,40}$/, "code")) });

/** The code after the password. `onAnew` leads back to the password: a challenge takes five tries and some minutes. */
export function SecondStep({ factor, onAnew }: { factor: SecondFactor; onAnew: () => void }) {
  const say = useWords(texts);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useFields(schema, { code: "" });
  const send = form.handleSubmit(async ({ code }) => {
    setFailure(null);
    try {
      await passSecondFactor(factor, code);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
      form.setValue("code", "");
    }
  });
  const busy = form.formState.isSubmitting;
  return (
    <div className="panel stack">
      <Title>{say.title}</Title>
      <p className="soft">{say.about}</p>
      {failure && <FailureNote failure={failure} focus />}
      <form className="stack" noValidate onSubmit={(event) => void send(event)}>
        <TextField form={form} name="code" label={say.code} hint={say.hint} autoComplete="one-time-code" />
        <Button type="submit" kinds={["primary", "wide"]} busy={busy}>
          {busy ? say.submitting : say.submit}
        </Button>
        <Button kinds={["plain", "wide"]} onClick={onAnew}>
          {say.anew}
        </Button>
      </form>
    </div>
  );
}
