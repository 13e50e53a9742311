import { useMutation, useQuery } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { customer, profile } from "../../api/reads";
import { currentSession } from "../../api/session";
import { chooseLocale } from "../../i18n/locale";
import { useWords, words } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { ChoiceField, TextField, optional, useFields } from "../../ui/fields";
import { FailureNote } from "../../ui/FailureNote";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { When } from "../../ui/When";
import { Picture } from "./Picture";

const texts = words(
  {
    title: "Profile",
    name: "Name",
    email: "Email",
    document: "Document number",
    since: "Customer since",
    change: "What you can change",
    address: "Address",
    addressChange: "Change the address",
    phone: "Phone",
    phoneWrong: "Write a number such as +44 20 7946 0018",
    language: "Language, of this screen and of our mails",
    save: "Save",
    saving: "Saving…",
    saved: "Saved.",
  },
  {
    title: "Perfil",
    name: "Nombre",
    email: "Correo electrónico",
    document: "Número de documento",
    since: "Cliente desde",
    change: "Lo que puedes cambiar",
    address: "Dirección",
    addressChange: "Cambiar la dirección",
    phone: "Teléfono",
    phoneWrong: "Escribe un número como +34 91 123 45 67",
    language: "Idioma, de esta pantalla y de nuestros correos",
    save: "Guardar",
    saving: "Guardando…",
    saved: "Guardado.",
  },
);

export default function ProfilePage() {
  const say = useWords(texts);
  const session = currentSession();
  const userId = session.state === "in" ? session.userId : "";
  const known = useQuery(customer(userId));
  const query = useQuery(profile(userId));
  return (
    <Page title={say.title}>
      <Loaded query={known}>{(told) => <Loaded query={query}>{(person) => <Person person={person} inParts={Boolean(told?.address)} />}</Loaded>}</Loaded>
    </Page>
  );
}

interface Told {
  person: Schemas["Profile"];
  /** Whether the bank knows street, town and country, which one line would take away. They are changed where they were given. */
  inParts: boolean;
}

function Person({ person, inParts }: Told) {
  const say = useWords(texts);
  return (
    <div className="columns">
      <Panel title={say.change}>
        <Changes person={person} inParts={inParts} />
      </Panel>
      <div className="stack">
        <Picture person={person} />
        <Panel>
          <Facts
            facts={[
              [say.name, `${person.name} ${person.lastName}`],
              [say.email, person.email],
              [say.document, person.documentLast4 && `··${person.documentLast4}`],
              [say.since, <When key="since" at={person.createdAt} how="day" />],
              [say.address, inParts && person.address],
            ]}
          />
          {inParts && (
            <div className="row">
              <ButtonLink to="/verification/profile">{say.addressChange}</ButtonLink>
            </div>
          )}
        </Panel>
      </div>
    </div>
  );
}

function Changes({ person, inParts }: Told) {
  const say = useWords(texts);
  const schema = z.object({
    address: optional(200),
    phoneNumber: z.string().check(z.trim(), z.refine((typed) => !typed || /^\+?[0-9(][0-9 ().-]{3,28}[0-9]$/.test(typed), say.phoneWrong)),
    locale: z.enum(["en", "es"]),
  });
  const form = useFields(schema, { address: person.address ?? "", phoneNumber: person.phoneNumber ?? "", locale: person.locale });
  const change = useMutation({
    mutationFn: ({ address, phoneNumber, locale }: z.output<typeof schema>) =>
      ask(
        api.PUT("/profile/{user_id}", {
          params: { path: { user_id: person.userId } },
          body: { locale, ...(address && !inParts && { address }), ...(phoneNumber && { phoneNumber }) },
        }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(profile(person.userId).queryKey, changed);
      chooseLocale(changed.locale);
    },
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => change.mutate(wanted))(event)}>
      {change.error instanceof Failure && <FailureNote failure={change.error} focus />}
      {!inParts && <TextField form={form} name="address" label={say.address} autoComplete="street-address" />}
      <TextField form={form} name="phoneNumber" label={say.phone} type="tel" autoComplete="tel" />
      <ChoiceField
        form={form}
        name="locale"
        label={say.language}
        choices={[
          { value: "en", text: "English" },
          { value: "es", text: "Español" },
        ]}
      />
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={change.isPending}>
          {change.isPending ? say.saving : say.save}
        </Button>
        <span role="status" className="good">{change.isSuccess ? say.saved : ""}</span>
      </div>
    </form>
  );
}
