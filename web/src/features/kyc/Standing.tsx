import type { Schemas } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Icon, type IconName } from "../../ui/Icon";
import { Facts, Panel } from "../../ui/Panel";
import { When } from "../../ui/When";
import { texts } from "./words";

type Kyc = Schemas["KycReply"];
type Level = Kyc["level"];

const MARKS: Record<Kyc["kycStatus"], [icon: IconName, tone: "" | "in" | "bad"]> = {
  PENDING: ["security", ""],
  SUBMITTED: ["clock", ""],
  IN_REVIEW: ["clock", ""],
  MORE_INFO: ["warning", "bad"],
  APPROVED: ["check", "in"],
  REJECTED: ["close", "bad"],
  EXPIRED: ["warning", "bad"],
};

/** Where it stands, in words; and what the bank asked for, in its own. */
export function Standing({ kyc, level }: { kyc: Kyc; level: Level }) {
  const say = useWords(texts);
  const [icon, tone] = MARKS[kyc.kycStatus];
  return (
    <Panel>
      <div className="row nowrap-row">
        <span className={`line-mark ${tone}`}>
          <Icon name={icon} />
        </span>
        <div className="stack tight" role="status">
          <h2>{say[kyc.kycStatus]}</h2>
          <p className="soft">{say[`${kyc.kycStatus}Text`]}</p>
        </div>
      </div>
      {kyc.reason && (
        <div className="note fire">
          <strong>{say.asked}</strong>
          <p>
            <bdi>{kyc.reason}</bdi>
          </p>
        </div>
      )}
      <Facts
        facts={[
          [say.level, say[level]],
          [say.until, kyc.validUntil && <When key="until" at={kyc.validUntil} how="day" />],
          [say.submitted, kyc.submittedAt && <When key="submitted" at={kyc.submittedAt} />],
        ]}
      />
    </Panel>
  );
}
