import { createBrowserRouter, type RouteObject } from "react-router";
import { Broken, Missing } from "./errors";
import type { Feature } from "../ui/feature";
import { address, BANK, staffs } from "./features";
import { Allowed, SignedIn } from "./Gate";

const INSIDE = "inside";
const STAFFS = /^\/(app\/)?(office|operations)(\/|$)/;

const routesOf = (features: Feature[]): RouteObject[] =>
  features.map((feature) => ({
    element: <Allowed feature={feature} />,
    children: feature.routes.map((route) => ({ ...route, path: address(feature.area, route.path ?? "") }) as RouteObject),
  }));

const outside = (path: string, load: () => Promise<{ default: React.ComponentType }>): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).default }),
});

export const router = createBrowserRouter(
  [
    {
      errorElement: <Broken />,
      hydrateFallbackElement: <></>,
      children: [
        outside("/sign-in", () => import("../features/identity/SignInPage")),
        outside("/forgot", () => import("../features/identity/ForgotPage")),
        outside("/register", () => import("../features/customers/RegisterPage")),
        { element: <SignedIn />, errorElement: <Broken />, children: [{ id: INSIDE, errorElement: <Broken />, children: [...routesOf(BANK), { path: "*", element: <Missing /> }] }] },
      ],
    },
  ],
  {
    basename: "/app",
    /** The staff's pages become known when somebody goes to one. */
    patchRoutesOnNavigation: async ({ path, patch }) => {
      if (STAFFS.test(path)) patch(INSIDE, routesOf(await staffs()));
    },
  },
);
