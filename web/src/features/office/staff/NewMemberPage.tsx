import { api, ask } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Page } from "../../../ui/Page";
import { RolesForm } from "./RolesForm";
import { texts } from "./words";

export default function NewMemberPage() {
  const say = useWords(texts);
  return (
    <Page title={say.new} back="/office/staff">
      <RolesForm kind="make" roles={[]} send={(wanted, key) => ask(api.POST("/admin/staff", { params: { header: { "Idempotency-Key": key } }, body: wanted }))}>
        <p className="soft">{say.newText}</p>
      </RolesForm>
    </Page>
  );
}
