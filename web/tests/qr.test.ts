import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { QrCode } from "../src/features/security/QrCode";

it("is drawn with a margin, in attributes that the policy lets pass", () => {
  const drawn = renderToStaticMarkup(createElement(QrCode, { text: "otpauth://totp/Inferno%20Bank:ada?secret=JBSWY3DP", label: "Scan me" }));
  const [, side] = /viewBox="-4 -4 (\d+) \1"/.exec(drawn) ?? [];
  expect((Number(side) - 8 - 17) % 4).toBe(0); // 21, 25, 29 … modules a side
  expect(drawn).toContain('aria-label="Scan me"');
  expect(drawn).not.toContain("style");
});
