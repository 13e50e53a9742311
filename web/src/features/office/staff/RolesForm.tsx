/** What somebody may do afterwards, and why: proposed here, decided by another administrator. */

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import * as z from "zod/mini";
import type { Schemas } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { queries } from "../../../api/queries";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { TextField, required, useFields } from "../../../ui/fields";
import { FailureNote } from "../../../ui/FailureNote";
import { Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { roleNames, STAFF_ROLES, type StaffRole } from "../../../ui/roles";
import { texts } from "./words";

const SHORTEST_PASSWORD = 15;
const unused = z.string();
const asked = { roles: z.array(z.enum(STAFF_ROLES)), reason: required(500) };
const schemas = {
  change: z.object({ ...asked, email: unused, password: unused }),
  make: z.object({ ...asked, email: z.string().check(z.trim(), z.regex(/^\S+@\S+\.\S+$/, "email")), password: z.string().check(z.minLength(SHORTEST_PASSWORD, "shortPassword")) }),
};

export interface Wanted {
  roles: StaffRole[];
  reason: string;
  email: string;
  password: string;
}

interface Told {
  /** Somebody new also needs an address and a password. */
  kind: keyof typeof schemas;
  roles: StaffRole[];
  send: (wanted: Wanted, key: string) => Promise<Schemas["Proposed"]>;
  children?: ReactNode;
}

export function RolesForm({ kind, roles, send, children }: Told) {
  const say = useWords(texts);
  const names = useWords(roleNames);
  const key = useRef<string | null>(null);
  const form = useFields(schemas[kind], { roles, reason: "", email: "", password: "" });
  const proposing = useMutation({
    mutationFn: (wanted: Wanted) => send(wanted, (key.current ??= crypto.randomUUID())),
    onSuccess: () => void queries.invalidateQueries(),
    onError: (error) => {
      if (!(error instanceof Failure && error.undecided)) key.current = null;
    },
  });
  if (proposing.data) {
    return (
      <Panel>
        <Proposed approvalId={proposing.data.approvalId}>{say.proposed}</Proposed>
      </Panel>
    );
  }
  return (
    <Panel>
      {children}
      <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => proposing.mutate(wanted))(event)}>
        {proposing.error instanceof Failure && <FailureNote failure={proposing.error} focus />}
        {kind === "make" && <TextField form={form} name="email" label={say.email} type="email" />}
        {kind === "make" && <TextField form={form} name="password" label={say.password} hint={say.passwordHint} type="password" autoComplete="new-password" />}
        <fieldset className="field">
          <legend>{say.roles}</legend>
          <span className="hint">{say.rolesHint}</span>
          <div className="choices">
            {STAFF_ROLES.map((role) => (
              <label className="choice" key={role}>
                <input type="checkbox" value={role} {...form.register("roles")} />
                <span>
                  <strong>{names[role]}</strong>
                  <span className="soft small"> {say[role]}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <TextField form={form} name="reason" label={say.reason} hint={say.reasonHint} />
        <div className="row">
          <Button type="submit" kinds={["primary"]} busy={proposing.isPending}>
            {proposing.isPending ? say.sending : say.propose}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
