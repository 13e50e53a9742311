import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { roleNames } from "../../../ui/roles";
import { When } from "../../../ui/When";
import { texts } from "./words";

const members = paged<Schemas["StaffMember"]>(["office", "staff"], (page) => ask(api.GET("/admin/staff", { params: { query: page } })));

export default function StaffPage() {
  const say = useWords(texts);
  const names = useWords(roleNames);
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/office/staff/new">{say.new}</ButtonLink>}>
      <p className="soft">{say.about}</p>
      <Listing query={useInfiniteQuery(members)} icon="people" say={say}>
        {(each) => (
          <Line
            key={each.userId}
            to={`/office/staff/${each.userId}`}
            icon="profile"
            title={each.email}
            below={
              <>
                {each.roles.map((role) => names[role]).join(", ") || say.noRole} · {say.since} <When at={each.since} how="day" />
              </>
            }
          />
        )}
      </Listing>
    </Page>
  );
}
