/** Asks for the password again where the bank wants to see it: nobody else at an open screen changes how one signs in. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod/mini";
import { Failure } from "../api/failure";
import { me } from "../api/reads";
import { type SecondFactor, signIn } from "../api/session";
import { useWords, words } from "../i18n/words";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { FactorForm } from "./FactorForm";
import { FailureNote } from "./FailureNote";
import { TextField, useFields } from "./fields";

const texts = words(
  {
    title: "Is it you?",
    about: "This changes how you sign in. Your last sign-in is more than five minutes ago, so please enter your password again.",
    email: "Email",
    password: "Password",
    go: "Go on",
    going: "Checking…",
    cancel: "Cancel",
  },
  {
    title: "¿Eres tú?",
    about: "Esto cambia tu forma de entrar. Tu último inicio de sesión fue hace más de cinco minutos: escribe tu contraseña otra vez.",
    email: "Correo electrónico",
    password: "Contraseña",
    go: "Seguir",
    going: "Comprobando…",
    cancel: "Cancelar",
  },
);

const schema = z.object({ password: z.string().check(z.minLength(1, "required")) });

export default function Prove({ answer }: { answer: (given: boolean) => void }) {
  const say = useWords(texts);
  const email = useQuery(me).data?.email ?? "";
  const [failure, setFailure] = useState<Failure | null>(null);
  const [factor, setFactor] = useState<SecondFactor | null>(null);
  const form = useFields(schema, { password: "" });
  const send = form.handleSubmit(async ({ password }) => {
    setFailure(null);
    try {
      const asked = await signIn(email, password);
      if (asked) setFactor(asked);
      else answer(true);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      form.setValue("password", "");
    }
  });
  const busy = form.formState.isSubmitting;
  return (
    <Dialog title={say.title} open onClose={() => answer(false)}>
      {factor ? (
        <FactorForm factor={factor} onAnew={() => setFactor(null)} onPassed={() => answer(true)} />
      ) : (
        <form className="stack" noValidate onSubmit={(event) => void send(event)}>
          <p className="soft">{say.about}</p>
          {failure && <FailureNote failure={failure} focus />}
          <input className="visually-hidden" type="email" aria-label={say.email} autoComplete="username" value={email} readOnly tabIndex={-1} />
          <TextField form={form} name="password" label={say.password} type="password" autoComplete="current-password" />
          <div className="row">
            <Button type="submit" kinds={["primary"]} busy={busy}>
              {busy ? say.going : say.go}
            </Button>
            <Button onClick={() => answer(false)}>{say.cancel}</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
