// Before CloudFront looks for anything: leads people in, gives a page's address the one file that is every page, and tells the API
// where a caller is.
// What has a file's name stays what it was, so that a file that is not there is a 404; so does what is the API's.
// The laptop's front door does the same (local/web.py), by the same table: tests/vectors/web_paths.json.
function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path === "/" || path === "/app") {
    return {
      statusCode: 302,
      statusDescription: "Found",
      headers: { location: { value: "/app/" }, "cache-control": { value: "no-cache" } },
    };
  }
  // Whatever the caller says of it is replaced: the API believes this header (terraform/web.tf).
  request.headers["x-inferno-viewer"] = { value: event.viewer.ip };
  var isFile = path.indexOf("/app/assets/") === 0 || path.slice(path.lastIndexOf("/")).indexOf(".") !== -1;
  if (path.indexOf("/app/") === 0 && !isFile) {
    request.uri = "/app/index.html";
  }
  return request;
}
