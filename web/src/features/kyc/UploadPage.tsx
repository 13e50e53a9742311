import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { SelectField, TextField, optional, useFields } from "../../ui/fields";
import { FailureNote } from "../../ui/FailureNote";
import { FileField } from "../../ui/FileField";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { documents, ownId } from "./reads";
import { isIdentity } from "./submission";
import { ACCEPTED, unfit, upload } from "./upload";
import { texts } from "./words";

const KINDS = ["passport", "national_id", "driver_license", "proof_of_address", "selfie"] as const;
type Given = { type: (typeof KINDS)[number]; expiresOn: string; documentNumber: string };
type Wrong = Exclude<Awaited<ReturnType<typeof unfit>>, null> | "fileMissing";

export default function UploadPage() {
  const say = useWords(texts);
  const go = useNavigate();
  const today = new Date().toISOString().slice(0, 10);
  const schema = z.object({
    type: z.enum(KINDS),
    expiresOn: z.string().check(z.refine((day) => !day || day >= today, say.expired)),
    documentNumber: optional(64),
  });
  const form = useFields(schema, { type: "passport", expiresOn: "", documentNumber: "" });
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const place = usePlace();
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setWrong(null);
  };
  const send = useMutation({
    mutationFn: async ({ given, file }: { given: Given; file: File }) => {
      await upload(await place(given, file), file, setShare);
      queries.removeQueries({ queryKey: documents(ownId()).queryKey }); // asked for anew, and soon again
      await go("/verification");
    },
    onSettled: () => setShare(null),
  });
  const begin = async (given: Given) => {
    const reason = file ? await unfit(file) : "fileMissing";
    setWrong(reason);
    if (file && !reason) send.mutate({ given, file });
  };
  return (
    <Page title={say.uploadTitle} back="/verification">
      <Panel>
        <form className="stack narrow" noValidate onSubmit={(event) => void form.handleSubmit(begin, () => setWrong(file ? null : "fileMissing"))(event)}>
          <p className="soft">{say.uploadText}</p>
          {send.error instanceof Failure && <FailureNote failure={send.error} focus />}
          <SelectField form={form} name="type" label={say.kind}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say[kind]}
              </option>
            ))}
          </SelectField>
          <FileField label={say.file} accept={ACCEPTED} wrong={wrong && say[wrong]} onChoose={choose} />
          {isIdentity(form.watch("type")) && (
            <>
              <TextField form={form} name="documentNumber" label={say.documentNumber} />
              <TextField form={form} name="expiresOn" label={say.expiresOn} hint={say.expiresHint} type="date" min={today} />
            </>
          )}
          {share !== null && (
            <div className="stack tight" role="status">
              <progress className="progress" value={share} max={1} aria-label={say.send} />
              <span className="soft small">{say.percentSent(Math.round(share * 100))}</span>
            </div>
          )}
          <div className="row">
            <Button type="submit" kinds={["primary"]} busy={send.isPending}>
              {send.isPending ? say.preparing : say.send}
            </Button>
          </div>
        </form>
      </Panel>
    </Page>
  );
}

/** Where a file goes. Sent again after a fault it goes to the same place, under the same key: it is one document. */
function usePlace() {
  const last = useRef({ of: "", key: "", form: null as Schemas["UploadForm"] | null });
  return async ({ type, expiresOn, documentNumber }: Given, file: File): Promise<Schemas["UploadForm"]> => {
    const proves = isIdentity(type) && { ...(expiresOn && { expiresOn }), ...(documentNumber && { documentNumber }) };
    const body = { type, sizeBytes: file.size, ...proves };
    const of = JSON.stringify([body, file.name, file.lastModified]);
    if (last.current.of !== of) last.current = { of, key: crypto.randomUUID(), form: null };
    if (!last.current.form) {
      const params = { path: { customer_id: ownId() }, header: { "Idempotency-Key": last.current.key } };
      last.current.form = (await ask(api.POST("/api/v1/customers/{customer_id}/documents", { params, body }))).upload;
    }
    if (!last.current.form) throw new Failure("upload_refused", 0, null, null, null);
    return last.current.form;
  };
}
