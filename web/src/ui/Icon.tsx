/** Line icons of one weight, drawn for this bank. They never stand for a word alone. */

const PATHS = {
  home: "M4 11l8-7 8 7M6 9.500V20h12V9.5",
  accounts: "M4 9h16L12 4 4 9Zm2 0v8m4-8v8m4-8v8m4-8v8M4 20h16",
  cards: "M3 7.500A1.5 1.5 0 0 1 4.5 6h15A1.5 1.5 0 0 1 21 7.500v9a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 16.500v-9ZM3 10h18M7 14.500h3",
  pay: "M4 12h15m-6-6 6 6-6 6",
  transfer: "M4 8h14m-4-4 4 4-4 4M20 16H6m4 4-4-4 4-4",
  wallets: "M4 7.500A2.5 2.5 0 0 1 6.5 5H17v3M4 7.500A2.5 2.5 0 0 0 6.5 10H20v9H6.500A2.5 2.5 0 0 1 4 16.500v-9ZM16.5 14.500h.01",
  holds: "M7 4h10M7 20h10M8 4c0 5 8 5 8 8s-8 3-8 8m8-16c0 5-8 5-8 8s8 3 8 8",
  savings: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18Zm0-5a4 4 0 1 1 0-8 4 4 0 0 1 0 8Z",
  loans: "M5 20V10m5 10V4m5 16v-7m5 7V8",
  debt: "M4 6c5 0 6 12 16 12M4 6h5M16 14l4 4-4 3",
  reports: "M7 3h7l4 4v14H7V3Zm7 0v4h4M10 12h5m-5 4h5",
  profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c0-4 3.5-6 8-6s8 2 8 6",
  security: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6l7-3Zm-3 9 2 2 4-4",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14 6l-6 6 6 6",
  next: "M10 6l6 6-6 6",
  in: "M12 5v14m-6-6 6 6 6-6",
  out: "M12 19V5m-6 6 6-6 6 6",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm3 15h2",
  bell: "M6 16V10.5a6 6 0 0 1 12 0V16l1.5 2h-15L6 16Zm4 5h4",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.500l4.5 4.500L19 7.5",
  clock: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18Zm0-14v5l3.5 2",
  warning: "M12 4l9 16H3L12 4Zm0 6v4m0 3h.01",
  search: "M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14Zm5-2 4.5 4.5",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.5 2.5-5.5 6-5.500s6 2 6 5.500m0-15.500a3.5 3.5 0 0 1 0 6.500m1.5 3.800c2.7.7 4.5 2.4 4.5 5.2",
  flow: "M12 3v4m0 4v3m0 4v3M8 7h8v4H8V7Zm-4 7h7v4H4v-4Zm9 0h7v4h-7v-4Z",
  ledger: "M5 4h14v16H5V4Zm7 0v16M8 8h1m-1 4h1m6-4h1m-1 4h1",
  trace: "M6 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm0 0v12m0 4a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm12-8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm-2-2H6",
  language: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18ZM3 12h18M12 3c3.5 4.5 3.5 13.5 0 18m0-18c-3.5 4.5-3.5 13.5 0 18",
  leave: "M14 4H6v16h8M10 12h10m-4-4 4 4-4 4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
