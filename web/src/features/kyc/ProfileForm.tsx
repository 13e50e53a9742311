import { useMutation } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { SelectField, TextField, optional, required, useFields } from "../../ui/fields";
import { FailureNote } from "../../ui/FailureNote";
import { countries } from "./countries";
import { texts } from "./words";

type Person = Schemas["CustomerReply"];
const ADULT_YEARS = 18;

interface Told {
  /** Null the first time. */
  person: Person | null;
  /** What was said at the registration. */
  known: Schemas["Profile"];
  onSaved: () => Promise<void>;
}

/** Who the customer is, as a whole: made the first time, changed from then on if it still is what was read. */
export function ProfileForm({ person, known, onSaved }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const lands = useMemo(() => countries(language), [language]);
  const key = useRef({ of: "", key: "" });
  const latest = latestBirth();
  const schema = z.object({
    firstName: required(100),
    lastName: required(100),
    dateOfBirth: z.string().check(z.minLength(1, "required"), z.refine((day) => day <= latest, say.bornWrong)),
    line1: required(120),
    line2: optional(120),
    city: required(80),
    state: optional(50),
    postalCode: required(16),
    country: z.string().check(z.minLength(1, "required")),
    phone: z.string().check(z.trim(), z.minLength(1, "required"), z.refine((typed) => /^\+[1-9][0-9]{6,14}$/.test(plain(typed)), say.phoneWrong)),
    ssn: z.string().check(z.trim(), z.refine((typed) => !typed || /^\d{3}-?\d{2}-?\d{4}$/.test(typed), say.ssnWrong)),
  });
  const address = person?.address;
  const form = useFields(schema, {
    firstName: person?.firstName ?? known.name,
    lastName: person?.lastName ?? known.lastName,
    dateOfBirth: person?.dateOfBirth ?? "",
    line1: address?.line1 ?? "",
    line2: address?.line2 ?? "",
    city: address?.city ?? "",
    state: address?.state ?? "",
    postalCode: address?.postalCode ?? "",
    country: address?.country ?? "",
    phone: person?.phone ?? known.phoneNumber ?? "",
    ssn: "",
  });
  const save = useMutation({
    mutationFn: (given: z.output<typeof schema>) => {
      const { firstName, lastName, dateOfBirth, phone, ssn, line2, state, ...place } = given;
      const home = { ...place, ...(line2 && { line2 }), ...(state && { state }) };
      const body = { firstName, lastName, dateOfBirth, phone: plain(phone), address: home, ...(ssn && { ssn }) };
      if (person?.profiledAt) {
        const path = { customer_id: person.customerId };
        return ask(api.PUT("/api/v1/customers/{customer_id}", { params: { path }, body: { ...body, version: person.version } }));
      }
      const of = JSON.stringify(body);
      if (key.current.of !== of) key.current = { of, key: crypto.randomUUID() };
      return ask(api.POST("/api/v1/customers", { params: { header: { "Idempotency-Key": key.current.key } }, body }));
    },
    onSuccess: onSaved,
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((given) => save.mutate(given))(event)}>
      {save.error instanceof Failure && <FailureNote failure={save.error} focus />}
      <div className="pair">
        <TextField form={form} name="firstName" label={say.firstName} autoComplete="given-name" />
        <TextField form={form} name="lastName" label={say.lastName} autoComplete="family-name" />
      </div>
      <div className="pair">
        <TextField form={form} name="dateOfBirth" label={say.born} type="date" autoComplete="bday" />
        <TextField form={form} name="phone" label={say.phone} hint={say.phoneHint} type="tel" autoComplete="tel" />
      </div>
      <div className="pair">
        <TextField form={form} name="line1" label={say.line1} autoComplete="address-line1" />
        <TextField form={form} name="line2" label={say.line2} autoComplete="address-line2" />
      </div>
      <div className="pair">
        <TextField form={form} name="postalCode" label={say.postalCode} autoComplete="postal-code" />
        <TextField form={form} name="city" label={say.city} autoComplete="address-level2" />
      </div>
      <div className="pair">
        <TextField form={form} name="state" label={say.state} autoComplete="address-level1" />
        <SelectField form={form} name="country" label={say.country}>
          <option value="">{say.chooseCountry}</option>
          {lands.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="pair">
        <TextField form={form} name="ssn" label={say.ssn} hint={person?.ssnLast4 ? say.ssnKept(person.ssnLast4) : say.ssnHint} inputMode="numeric" />
      </div>
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={save.isPending}>
          {save.isPending ? say.saving : say.save}
        </Button>
      </div>
    </form>
  );
}

const plain = (phone: string) => phone.replace(/[ ().-]/g, "");

function latestBirth(): string {
  const day = new Date();
  day.setFullYear(day.getFullYear() - ADULT_YEARS);
  return day.toISOString().slice(0, 10);
}
