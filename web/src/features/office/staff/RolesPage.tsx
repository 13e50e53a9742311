import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { me, whole } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/Empty";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { RolesForm } from "./RolesForm";
import { texts } from "./words";

export default function RolesPage() {
  const say = useWords(texts);
  const { userId = "" } = useParams();
  const own = useQuery(me).data?.userId === userId;
  const everybody = useQuery({
    queryKey: ["office", "staff", "whole"],
    queryFn: () => whole<Schemas["StaffMember"]>((query) => ask(api.GET("/admin/staff", { params: { query } }))),
  });
  const member = everybody.data?.find((each) => each.userId === userId);
  return (
    <Page title={member?.email ?? say.change} back="/office/staff">
      <Loaded query={everybody} rows={5}>
        {() => {
          if (!member) return <Panel><Empty icon="search" title={say.unknown} /></Panel>;
          if (own) return <p className="note">{say.you}</p>;
          return (
            <RolesForm
              kind="change"
              roles={member.roles}
              send={({ roles, reason }, key) =>
                ask(api.PUT("/admin/staff/{user_id}/roles", { params: { path: { user_id: userId }, header: { "Idempotency-Key": key } }, body: { roles, reason } }))
              }
            />
          );
        }}
      </Loaded>
    </Page>
  );
}
