import { useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import * as z from "zod/mini";
import { Failure } from "../../api/failure";
import { type SecondFactor, signIn, useSession } from "../../api/session";
import { useWords, words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, required, useFields } from "../../ui/fields";
import { Outside } from "../../ui/Outside";
import { Title } from "../../ui/Page";
import { SecondStep } from "./SecondStep";

const texts = words(
  {
    title: "Welcome back",
    email: "Email",
    password: "Password",
    submit: "Sign in",
    submitting: "Signing in…",
    ended: "Your session has ended. Sign in again to go on where you were.",
    new: "New here?",
    open: "Open an account",
  },
  {
    title: "Hola de nuevo",
    email: "Correo electrónico",
    password: "Contraseña",
    submit: "Iniciar sesión",
    submitting: "Iniciando sesión…",
    ended: "Tu sesión ha terminado. Inicia sesión otra vez para seguir donde estabas.",
    new: "¿Eres nuevo?",
    open: "Abre una cuenta",
  },
);

const schema = z.object({ email: required(), password: z.string().check(z.minLength(1, "required")) });

export default function SignInPage() {
  const say = useWords(texts);
  const session = useSession();
  const from = (useLocation().state ?? {}) as { to?: string; ended?: boolean };
  const [failure, setFailure] = useState<Failure | null>(null);
  const [factor, setFactor] = useState<SecondFactor | null>(null);
  const form = useFields(schema, { email: "", password: "" });
  const send = form.handleSubmit(async ({ email, password }) => {
    setFailure(null);
    try {
      setFactor(await signIn(email, password));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      form.setValue("password", "");
    }
  });
  if (session.state === "in") return <Navigate to={from.to ?? "/"} replace />;
  if (factor) {
    return (
      <Outside>
        <SecondStep factor={factor} onAnew={() => setFactor(null)} />
      </Outside>
    );
  }
  const busy = form.formState.isSubmitting;
  return (
    <Outside>
      <div className="panel stack">
        <Title>{say.title}</Title>
        {from.ended && !failure && <p className="note">{say.ended}</p>}
        {failure && <FailureNote failure={failure} focus />}
        <form className="stack" noValidate onSubmit={(event) => void send(event)}>
          <TextField form={form} name="email" label={say.email} type="email" autoComplete="username" />
          <TextField form={form} name="password" label={say.password} type="password" autoComplete="current-password" />
          <Button type="submit" kinds={["primary", "wide"]} busy={busy}>
            {busy ? say.submitting : say.submit}
          </Button>
        </form>
      </div>
      <p className="soft">
        {say.new} <Link to="/register">{say.open}</Link>
      </p>
    </Outside>
  );
}
