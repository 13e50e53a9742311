import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { queries } from "../../api/queries";
import { customer, profile } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { ProfileForm } from "./ProfileForm";
import { ownId, standing } from "./reads";
import { texts } from "./words";

export default function ProfilePage() {
  const say = useWords(texts);
  const go = useNavigate();
  const person = useQuery(customer(ownId()));
  const registered = useQuery(profile(ownId()));
  const isVerified = useQuery(standing(ownId())).data?.kycStatus === "APPROVED";
  const saved = async () => {
    await queries.invalidateQueries();
    await go("/verification");
  };
  return (
    <Page title={say.profileTitle} back="/verification">
      <Loaded query={person} rows={6}>
        {(found) => (
          <Loaded query={registered} rows={6}>
            {(known) => (
              <Panel>
                <p className="soft">{say.profileText}</p>
                {isVerified && <p className="note">{say.profileEnds}</p>}
                <ProfileForm key={found?.version} person={found} known={known} onSaved={saved} />
              </Panel>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
