/** The frame of every page inside: where one may go, beside the page or below it, and how one leaves. */

import { Fragment, lazy, type ReactNode, Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { NavLink, useLocation, useNavigation } from "react-router";
import { signOut } from "../api/session";
import { chooseLocale, useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import type { Area, Feature, Who } from "../ui/feature";
import { Icon } from "../ui/Icon";
import { address, entries } from "./features";
import { texts } from "./words";

const Bell = lazy(() => import("../features/notifications/Bell"));
const AREAS: Area[] = ["bank", "office", "operations"];
const ON_THE_BAR = 4;

interface Open {
  who: Who;
  features: Feature[];
}

export function Shell({ who, features, children }: Open & { children: ReactNode }) {
  const say = useWords(texts);
  const drawer = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  const busy = useNavigation().state !== "idle";
  useEffect(() => {
    drawer.current?.close();
    window.scrollTo(0, 0);
  }, [pathname]);
  const bell = (asks: boolean) =>
    who.roles.includes("customer") && (
      <Suspense>
        <Bell asks={asks} />
      </Suspense>
    );
  return (
    <div className="shell">
      <a className="skip button" href="#content">
        {say.skip}
      </a>
      <header className="shell-top">
        <Brand />
        {bell(true)}
        <LanguageButton />
      </header>
      <aside className="shell-side">
        <div>
          <div className="shell-brand">
            <Brand />
            {bell(false)}
          </div>
          <nav className="nav" aria-label={say.mainNav}>
            <Entries who={who} features={features} />
          </nav>
          <Leaving />
        </div>
      </aside>
      <main className="shell-main" id="content" tabIndex={-1} aria-busy={busy}>
        <div className="shell-page">
          <OfflineNote />
          {children}
        </div>
      </main>
      <Bar who={who} features={features} onMenu={() => drawer.current?.showModal()} />
      <dialog className="drawer" ref={drawer} aria-label={say.menu}>
        <nav className="nav" aria-label={say.menu}>
          <button type="button" onClick={() => drawer.current?.close()}>
            <Icon name="close" />
            {say.close}
          </button>
          <Entries who={who} features={features} />
        </nav>
        <Leaving />
      </dialog>
    </div>
  );
}

function Brand() {
  return (
    <NavLink className="brand" to="/">
      <img src={`${import.meta.env.BASE_URL}flame.svg`} alt="" />
      Inferno Bank
    </NavLink>
  );
}

function Entries({ who, features }: Open) {
  const say = useWords(texts);
  const language = useLocale();
  const customer = who.roles.includes("customer");
  const areas = (customer ? AREAS : [...AREAS.slice(1), AREAS[0]!]).map((area) => ({ area, found: entries(features, area, who) })).filter(({ found }) => found.length > 0);
  return areas.map(({ area, found }) => (
    <Fragment key={area}>
      {areas.length > 1 && <h3 className="nav-title">{area === "bank" && !customer ? say.own : say[area]}</h3>}
      {found.map((entry) => (
        <NavLink key={entry.path} to={address(area, entry.path)} end={entry.path === ""}>
          <Icon name={entry.icon} />
          {entry.label[language]}
        </NavLink>
      ))}
    </Fragment>
  ));
}

/** The bar at the bottom of a narrow screen: the few that are used daily, and the menu with all. */
function Bar({ who, features, onMenu }: Open & { onMenu: () => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const found = AREAS.flatMap((area) => entries(features, area, who).filter((each) => each.main).map((each) => ({ ...each, to: address(area, each.path) })));
  return (
    <nav className="shell-bottom" aria-label={say.mainNav}>
      {found.slice(0, ON_THE_BAR).map((entry) => (
        <NavLink key={entry.to} to={entry.to} end={entry.path === ""}>
          <Icon name={entry.icon} />
          {entry.label[language]}
        </NavLink>
      ))}
      <button type="button" onClick={onMenu}>
        <Icon name="menu" />
        {say.menu}
      </button>
    </nav>
  );
}

function LanguageButton() {
  const say = useWords(texts);
  const language = useLocale();
  const other = language === "en" ? "es" : "en";
  return (
    <button type="button" className="button plain" lang={other} onClick={() => chooseLocale(other)}>
      {say.language}
    </button>
  );
}

function Leaving() {
  const say = useWords(texts);
  const language = useLocale();
  const other = language === "en" ? "es" : "en";
  return (
    <div className="nav">
      <button type="button" lang={other} onClick={() => chooseLocale(other)}>
        <Icon name="language" />
        {say.language}
      </button>
      <button type="button" onClick={() => void signOut().catch(() => undefined)}>
        <Icon name="leave" />
        {say.signOut}
      </button>
    </div>
  );
}

function OfflineNote() {
  const say = useWords(texts);
  const online = useSyncExternalStore(
    (changed) => {
      addEventListener("online", changed);
      addEventListener("offline", changed);
      return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
  );
  return online ? null : (
    <p className="note" role="status">
      {say.offline}
    </p>
  );
}
