/** Who comes in: pages inside are for those who are signed in, and each feature for those with its roles. */

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { queries } from "../api/queries";
import { useQuestion } from "../api/proof";
import { me, profile } from "../api/reads";
import { useSession } from "../api/session";
import { suggestLocale } from "../i18n/locale";
import type { Feature, Who } from "../ui/feature";
import { Loaded, Skeleton } from "../ui/Loaded";
import { NotAllowed } from "./errors";
import { address, allowed, entries, features } from "./features";
import { Shell } from "./Shell";

const Prove = lazy(() => import("../ui/Prove"));

const NOBODY: Who = { roles: [], simulatedNetworks: false };

export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  useEffect(() => {
    if (session.state === "out") queries.clear();
  }, [session.state]);
  if (session.state === "unknown") return <Skeleton rows={0} />;
  if (session.state === "out") return <Navigate to="/sign-in" replace state={{ to: pathname + search, ended: session.ended }} />;
  return <Inside userId={session.userId} />;
}

function Inside({ userId }: { userId: string }) {
  const who = useQuery(me);
  const { roles } = who.data ?? NOBODY;
  const known = useQuery({ ...features(roles), enabled: who.data !== undefined });
  const customer = roles.includes("customer");
  const question = useQuestion();
  const spoken = useQuery({ ...profile(userId), enabled: customer }).data?.locale;
  useEffect(() => {
    if (spoken) suggestLocale(spoken);
  }, [spoken]);
  return (
    <Shell who={who.data ?? NOBODY} features={known.data ?? []}>
      <Loaded query={who}>{() => <Loaded query={known}>{() => <Outlet />}</Loaded>}</Loaded>
      <Suspense>{question && <Prove answer={question.answer} />}</Suspense>
    </Shell>
  );
}

export function Allowed({ feature }: { feature: Feature }) {
  const { pathname } = useLocation();
  const who = useQuery(me).data ?? NOBODY;
  const { data: known = [] } = useQuery(features(who.roles));
  if (allowed(feature, who)) return <Outlet />;
  // The start page of the bank is where everybody arrives: the staff's own is the first that they may see.
  const first = (["office", "operations"] as const).flatMap((area) => entries(known, area, who).map((each) => address(area, each.path)))[0];
  return pathname === "/" && first ? <Navigate to={first} replace /> : <NotAllowed anyRole={who.roles.length > 0} />;
}
