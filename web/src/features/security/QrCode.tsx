import { toSvgPath } from "lean-qr/extras/svg";
import { generate } from "lean-qr/nano";

const QUIET = 4; // modules of white around it, as the standard asks

/** A text as a QR code: black on white in every scheme, which is what cameras read. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const code = generate(text);
  const side = code.size + 2 * QUIET;
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} shapeRendering="crispEdges">
      <rect x={-QUIET} y={-QUIET} width={side} height={side} fill="#fff" />
      <path d={toSvgPath(code)} fill="#000" />
    </svg>
  );
}
