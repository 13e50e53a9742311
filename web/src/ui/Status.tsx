/** A state in a word, with a mark that does without colour. */
export type Tone = "good" | "bad" | "wait" | "plain";

export function Status({ tone, children }: { tone: Tone; children: string }) {
  return <span className={tone === "plain" ? "status" : `status ${tone}`}>{children}</span>;
}
