/** One of a few that a list is narrowed to. It stands in the address, so that Back, reload and a sent link show the same. */

import { Link, useSearchParams } from "react-router";

interface Told {
  label: string;
  name: string;
  chosen: string;
  choices: { value: string; text: string }[];
  /** What else of the address a choice takes the place of. */
  instead?: string[];
}

export function Chips({ label, name, chosen, choices, instead = [] }: Told) {
  const [search] = useSearchParams();
  const to = (value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    for (const each of instead) next.delete(each);
    return `?${next}`;
  };
  return (
    <nav className="chips" aria-label={label}>
      {choices.map(({ value, text }) => (
        <Link key={value} className="chip" to={to(value)} replace aria-current={value === chosen || undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
