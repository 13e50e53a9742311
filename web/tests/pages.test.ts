import { describe, expect, it } from "vitest";

import source from "../../terraform/web/pages.js?raw";
import table from "../../tests/vectors/web_paths.json";

// The function at CloudFront's door, as it stands (terraform/web/pages.js), with events as CloudFront sends them.
const handler = new Function(`${source}\nreturn handler;`)() as (event: Event) => Request | Answer;

interface Request {
  method: string;
  uri: string;
  querystring: Record<string, { value: string }>;
  headers: Record<string, { value: string }>;
  cookies: Record<string, { value: string }>;
}

interface Event {
  viewer: { ip: string };
  request: Request;
}

interface Answer {
  statusCode: number;
  headers: Record<string, { value: string }>;
}

const event = (uri: string): Event => ({
  viewer: { ip: "198.51.100.10" },
  request: {
    method: "GET",
    uri,
    querystring: { limit: { value: "10" } },
    headers: { host: { value: "bank.example" }, accept: { value: "text/html" } },
    cookies: { "__Host-inferno-session": { value: "secret" } },
  },
});

describe("a path at CloudFront's door", () => {
  it.each(table as [string, Record<string, string | true>][])("%s is %o", (path, is) => {
    const before = event(path).request;
    const found = handler(event(path));
    before.headers["x-inferno-viewer"] = { value: "198.51.100.10" };
    if (is.leads_to) {
      expect(found).toMatchObject({ statusCode: 302, headers: { location: { value: is.leads_to } } });
    } else if (is.file) {
      expect(found).toEqual({ ...before, uri: `/app/${is.file as string}` });
    } else {
      expect(found).toEqual(before); // the API's to answer, or of a file that S3 does not have
    }
  });

  it("does not pass on what a caller says of where they are", () => {
    const asked = event("/me");
    asked.request.headers["x-inferno-viewer"] = { value: "203.0.113.1" };
    expect(handler(asked)).toMatchObject({ headers: { "x-inferno-viewer": { value: "198.51.100.10" } } });
  });
});
