import { expect, test } from "vitest";
import css from "../src/styles/tokens.css?raw";

const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");
const colours = (css: string) => Object.fromEntries([...css.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, value]) => [name, value]));
const schemes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

/** By WCAG's definition of relative luminance. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? [...hex.slice(1)].map((each) => each + each).join("") : hex.slice(1);
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(first: string, second: string): number {
  const [dim, bright] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (bright! + 0.05) / (dim! + 0.05);
}

const everywhere = ["paper", "ground", "wait-wash"]; // the last is what the pointer is over
const read = [...["ink", "soft", "good", "bad", "fire"].flatMap((ink) => everywhere.map((on) => [ink, on])), ["good", "good-wash"], ["bad", "bad-wash"], ["fire", "fire-wash"], ["fire-ink", "fire"]];

test.each(Object.entries(schemes).flatMap(([scheme, tokens]) => read.map(([ink, on]) => ({ scheme, ink: ink!, on: on!, tokens }))))(
  "in the $scheme $ink can be read on $on",
  ({ ink, on, tokens }) => expect(contrast(tokens[ink]!, tokens[on]!)).toBeGreaterThanOrEqual(4.5),
);
