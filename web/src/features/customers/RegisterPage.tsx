import { useRef, useState } from "react";
import { Link, Navigate } from "react-router";
import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { signIn, useSession } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { useWords, words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, required, useFields } from "../../ui/fields";
import { Outside } from "../../ui/Outside";
import { Title } from "../../ui/Page";

const texts = words(
  {
    title: "Open an account",
    about: "Two cards are made for you right away: debit to use today, credit once you have used it ten times.",
    name: "First name",
    lastName: "Last name",
    document: "Document number",
    email: "Email",
    password: "Password",
    passwordHint: "At least 15 characters; a few words are good",
    submit: "Open it",
    submitting: "Opening…",
    known: "Already a customer?",
    signIn: "Sign in",
  },
  {
    title: "Abre una cuenta",
    about: "Te hacemos dos tarjetas en el momento: débito para usar hoy, crédito cuando la hayas usado diez veces.",
    name: "Nombre",
    lastName: "Apellidos",
    document: "Número de documento",
    email: "Correo electrónico",
    password: "Contraseña",
    passwordHint: "Al menos 15 caracteres; unas cuantas palabras van bien",
    submit: "Abrirla",
    submitting: "Abriendo…",
    known: "¿Ya eres cliente?",
    signIn: "Inicia sesión",
  },
);

const schema = z.object({
  name: required(100),
  lastName: required(100),
  documentNumber: required(50),
  email: z.string().check(z.trim(), z.minLength(1, "required"), z.email("email")),
  password: z.string().check(z.minLength(15, "shortPassword"), z.maxLength(200, "tooLong")),
});

export default function RegisterPage() {
  const say = useWords(texts);
  const locale = useLocale();
  const session = useSession();
  // One key for one person filled in: it holds a password, so it is kept in memory only.
  const key = useRef({ of: "", key: "" });
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useFields(schema, { name: "", lastName: "", documentNumber: "", email: "", password: "" });
  const send = form.handleSubmit(async (person) => {
    setFailure(null);
    const of = JSON.stringify(person);
    if (key.current.of !== of) key.current = { of, key: crypto.randomUUID() };
    try {
      await ask(api.POST("/register", { params: { header: { "Idempotency-Key": key.current.key } }, body: { ...person, locale } }));
      await signIn(person.email, person.password);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    }
  });
  if (session.state === "in") return <Navigate to="/" replace />;
  const busy = form.formState.isSubmitting;
  return (
    <Outside>
      <div className="panel stack">
        <Title>{say.title}</Title>
        <p className="soft">{say.about}</p>
        {failure && <FailureNote failure={failure} focus />}
        <form className="stack" noValidate onSubmit={(event) => void send(event)}>
          <TextField form={form} name="name" label={say.name} autoComplete="given-name" />
          <TextField form={form} name="lastName" label={say.lastName} autoComplete="family-name" />
          <TextField form={form} name="documentNumber" label={say.document} />
          <TextField form={form} name="email" label={say.email} type="email" autoComplete="username" />
          <TextField form={form} name="password" label={say.password} hint={say.passwordHint} type="password" autoComplete="new-password" />
          <Button type="submit" kinds={["primary", "wide"]} busy={busy}>
            {busy ? say.submitting : say.submit}
          </Button>
        </form>
      </div>
      <p className="soft">
        {say.known} <Link to="/sign-in">{say.signIn}</Link>
      </p>
    </Outside>
  );
}
