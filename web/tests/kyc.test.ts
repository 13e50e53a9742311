import { afterEach, describe, expect, it, vi } from "vitest";
import { countries } from "../src/features/kyc/countries";
import { isUnderWay } from "../src/features/kyc/reads";
import { type Document, chosen, missing } from "../src/features/kyc/submission";
import { MAXIMUM_BYTES, unfit, upload } from "../src/features/kyc/upload";

const TODAY = "2026-11-27";
let made = 0;

function paper(type: Document["type"], more: Partial<Document> = {}): Document {
  made += 1;
  const createdAt = new Date(Date.UTC(2026, 10, 1, 0, made)).toISOString();
  const nothing = { reason: null, contentType: null, sizeBytes: 9, expiresOn: null, numberLast4: null };
  return { documentId: `${type} ${made}`, type, status: "CLEAN", createdAt, ...nothing, ...more };
}

describe("a submission", () => {
  const all = [paper("passport"), paper("proof_of_address"), paper("selfie")];

  it("takes the newest good document of each kind, and one of identity", () => {
    const older = paper("national_id", { createdAt: "2026-01-01T00:00:00Z" });
    expect(chosen("ENHANCED", [older, ...all], TODAY)).toEqual(all);
    expect(chosen("FULL", all, TODAY)).toEqual(all.slice(0, 2));
  });

  it("leaves out what has ended or is not clean", () => {
    const ended = paper("passport", { expiresOn: "2026-11-26" });
    const scanning = paper("proof_of_address", { status: "SCANNING" });
    expect(chosen("FULL", [ended, scanning], TODAY)).toEqual([]);
    expect(chosen("FULL", [paper("passport", { expiresOn: TODAY })], TODAY)).toHaveLength(1);
  });

  it("says what is missing, by level", () => {
    expect(missing("FULL", true, all, TODAY)).toEqual([]);
    expect(missing("FULL", false, [], TODAY)).toEqual(["profile", "identity_document", "proof_of_address"]);
    expect(missing("ENHANCED", true, all.slice(0, 2), TODAY)).toEqual(["selfie"]);
  });
});

describe("a file", () => {
  const pdf = new Blob(["%PDF-1.7 …"]);

  it("is looked at by its bytes before it travels", async () => {
    expect(await unfit(pdf)).toBeNull();
    expect(await unfit(new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]))).toBeNull();
    expect(await unfit(new Blob(["GIF89a"]))).toBe("otherKind");
    expect(await unfit(new Blob([]))).toBe("empty");
    expect(await unfit({ size: MAXIMUM_BYTES + 1 } as Blob)).toBe("tooLarge");
  });

  it("is under way while its place is open or it is looked through", () => {
    const at = Date.parse("2026-11-27T12:00:00Z");
    const coming = paper("selfie", { status: "UPLOADING", createdAt: "2026-11-27T11:50:00Z" });
    expect(isUnderWay(coming, at)).toBe(true);
    expect(isUnderWay(coming, at + 10 * 60_000)).toBe(false);
    expect(isUnderWay({ ...coming, status: "SCANNING" }, at + 3_600_000)).toBe(true);
    expect(isUnderWay({ ...coming, status: "CLEAN" }, at)).toBe(false);
  });

  describe("is sent", () => {
    afterEach(() => vi.unstubAllGlobals());
    const form = { url: "http://files.example/quarantine", fields: { key: "ada/1", policy: "…" } };

    /** Stands in for the browser's own: what S3 answers, with the form that came. */
    function s3(status: number, answer = ""): { form?: FormData } {
      const seen: { form?: FormData } = {};
      class Sent {
        upload = { onprogress: (_: object) => undefined };
        status = status;
        responseText = answer;
        onload = () => undefined;
        onerror = () => undefined;
        open = () => undefined;
        send(body: FormData) {
          seen.form = body;
          this.upload.onprogress({ lengthComputable: true, loaded: 1, total: 2 });
          (status ? this.onload : this.onerror)();
        }
      }
      vi.stubGlobal("XMLHttpRequest", Sent);
      return seen;
    }

    it("behind the fields of the form, and tells how far it is", async () => {
      const seen = s3(204);
      const shares: number[] = [];
      await upload(form, pdf, (share) => shares.push(share));
      expect([...(seen.form as FormData).keys()]).toEqual(["key", "policy", "file"]);
      expect(shares).toEqual([0.5]);
    });

    it.each([
      [400, "<Code>EntityTooLarge</Code>", "document_too_large"],
      [403, "<Code>AccessDenied</Code>", "upload_refused"],
      [0, "", "offline"],
    ])("and a refusal (%i %s) is a failure: %s", async (status, answer, code) => {
      s3(status, answer);
      await expect(upload(form, pdf, () => undefined)).rejects.toMatchObject({ code });
    });
  });
});

it("names every country once in both languages, in the order of the language", () => {
  const [english, spanish] = [countries("en"), countries("es")];
  expect(new Set(english.map(([code]) => code)).size).toBe(249);
  expect(english.find(([code]) => code === "DE")?.[1]).toBe("Germany");
  expect(spanish.find(([code]) => code === "DE")?.[1]).toBe("Alemania");
  expect(spanish.map(([code]) => code)).not.toEqual(english.map(([code]) => code));
});
