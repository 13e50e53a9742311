import { createBrowserRouter, type RouteObject } from "react-router";
import { Broken, Missing } from "./errors";
import { address, FEATURES } from "./features";
import { Allowed, SignedIn } from "./Gate";

const own: RouteObject[] = FEATURES.map((feature) => ({
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
        { element: <SignedIn />, errorElement: <Broken />, children: [{ errorElement: <Broken />, children: [...own, { path: "*", element: <Missing /> }] }] },
      ],
    },
  ],
  { basename: "/app" },
);
