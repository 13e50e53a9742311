// The page of operations: reads the description, lets people search it and try each operation. Writes text, never HTML.
"use strict";

const here = location.pathname.replace(/docs\/?$/, "");
const byId = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function labelled(text, field) {
  return element("label", { textContent: text }, field);
}

class Page {
  constructor(api) {
    this.api = api;
    this.boxes = [];
  }

  resolved(value) {
    while (value && value.$ref) value = value.$ref.slice(2).split("/").reduce((found, step) => found[step], this.api);
    return value;
  }

  show() {
    byId("lead").textContent = this.api.info.description;
    const groups = new Map(this.api.tags.map((tag) => [tag.name, { tag, list: [] }]));
    for (const [path, verbs] of Object.entries(this.api.paths))
      for (const [verb, operation] of Object.entries(verbs)) groups.get(operation.tags[0]).list.push([verb, path, operation]);
    for (const { tag, list } of groups.values()) {
      const boxes = list.map((each) => this.operation(...each));
      byId("main").append(element("div", {}, element("h2", { textContent: tag.name }), element("p", { className: "what", textContent: tag.description }), ...boxes));
    }
    byId("search").addEventListener("input", () => this.find(byId("search").value));
    byId("tools").addEventListener("submit", (event) => event.preventDefault());
  }

  find(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const [box, text] of this.boxes) box.hidden = !wanted.every((word) => text.includes(word));
    for (const group of byId("main").children) group.hidden = !group.querySelector("details:not([hidden])");
  }

  operation(verb, path, operation) {
    const body = operation.requestBody?.content["application/json"];
    const section = element("section", {}, element("p", { textContent: operation.description }));
    if (operation.parameters.length) section.append(element("h3", { textContent: "Parameters" }), this.parameters(operation.parameters));
    if (body) section.append(element("h3", { textContent: "Body" }), element("p", { className: "what", textContent: operation.requestBody.description }), this.members(body.schema), this.json(body.example));
    section.append(element("h3", { textContent: "Answers" }), this.answers(operation.responses), this.form(verb, path, operation, body));
    const open = operation.security.length ? null : element("span", { className: "tag", textContent: "open" });
    const head = element("summary", {}, element("span", { className: "verb", textContent: verb.toUpperCase() }), element("span", { className: "path", textContent: path }), element("span", { className: "what", textContent: operation.summary }), open);
    const box = element("details", {}, head, section);
    this.boxes.push([box, `${verb} ${path} ${operation.summary} ${operation.description} ${operation.tags}`.toLowerCase()]);
    return box;
  }

  rows(rows) {
    return element("table", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((text, index) => element("td", {}, index ? text : element("code", { textContent: text }))))));
  }

  parameters(parameters) {
    return this.rows(parameters.map((each) => [each.name, each.in + (each.required ? ", required" : ""), each.description]));
  }

  members(schema) {
    const { properties = {}, required = [] } = this.resolved(schema);
    return this.rows(Object.entries(properties).map(([name, member]) => [name, required.includes(name) ? "required" : "", member.description || this.resolved(member).description || ""]));
  }

  answers(responses) {
    const box = element("div");
    for (const [status, reference] of Object.entries(responses)) {
      const answer = this.resolved(reference);
      const content = Object.values(answer.content || {})[0];
      const failed = Number(status) >= 400;
      box.append(element("p", {}, element("strong", { textContent: status }), ` ${answer.description}`));
      if (content?.example !== undefined && !failed) box.append(this.json(content.example));
    }
    return box;
  }

  json(value) {
    return element("pre", { textContent: JSON.stringify(value, null, 2) });
  }

  form(verb, path, operation, body) {
    const inputs = operation.parameters.map((each) => [each, element("input", { autocomplete: "off" })]);
    const text = body ? element("textarea", { value: JSON.stringify(body.example, null, 2), spellcheck: false }) : null;
    const result = element("pre", { hidden: true });
    result.setAttribute("role", "status");
    const form = element("form", { className: "try" }, ...inputs.map(([each, input]) => labelled(each.name, input)), text && labelled("Body", text), element("button", { textContent: "Send" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      result.hidden = false;
      result.textContent = "Asking…";
      result.textContent = await this.send(verb, path, operation, inputs, text).catch((error) => String(error));
    });
    return element("div", {}, element("h3", { textContent: "Try it" }), form, result);
  }

  async send(verb, path, operation, inputs, text) {
    const query = new URLSearchParams();
    const headers = {};
    for (const [parameter, { value }] of inputs) {
      if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
      else if (value && parameter.in === "query") query.set(parameter.name, value);
      else if (value) headers[parameter.name] = value;
    }
    const token = byId("token").value.trim();
    if (token && operation.security.length) headers.Authorization = `Bearer ${token}`;
    if (verb !== "get" && verb !== "head") headers["Content-Type"] = "application/json";
    const address = here + path.slice(1) + (query.size ? `?${query}` : "");
    const answer = await fetch(address, { method: verb.toUpperCase(), headers, body: text ? text.value : undefined });
    const content = await answer.text();
    const shown = (answer.headers.get("Content-Type") || "").includes("json") && content ? JSON.stringify(JSON.parse(content), null, 2) : content;
    return `${answer.status} ${answer.statusText}\n${[...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${shown}`;
  }
}

fetch(`${here}openapi.json`)
  .then((answer) => answer.json())
  .then((api) => new Page(api).show())
  .catch(() => {
    byId("lead").textContent = "The description could not be read. Reload the page to try again.";
  });
