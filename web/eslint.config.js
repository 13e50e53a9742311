import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// What each folder of src may import besides itself. Features never import each other.
const MAY_IMPORT = {
  i18n: [],
  api: ["i18n"],
  ui: ["api", "i18n"],
  flow: ["i18n", "ui", "styles"],
  features: ["api", "i18n", "ui", "flow"],
  app: ["api", "i18n", "ui", "features", "styles"],
};

/** Of a path: its folder under src and, for a feature, the feature (office/customers is one). */
function place(path) {
  const [folder, ...rest] = path.split("/src/").at(-1).split("/");
  if (folder !== "features") return { folder };
  const deep = rest[0] === "office" || rest[0] === "operations";
  return { folder, feature: rest.slice(0, deep ? 2 : 1).join("/") };
}

const layers = {
  create(context) {
    const here = place(context.filename);
    return {
      ImportDeclaration(node) {
        if (!node.source.value.startsWith(".")) return;
        const there = place(new URL(node.source.value, `file://${context.filename}`).pathname);
        const allowed = here.folder === there.folder ? here.feature === there.feature : MAY_IMPORT[here.folder]?.includes(there.folder);
        if (!allowed) {
          const [from, to] = [here, there].map((each) => each.feature ?? each.folder);
          context.report({ node, message: `${from} may not import ${to} (docs/web.md says what may)` });
        }
      },
    };
  },
};

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  ...tseslint.configs.recommended,
  { rules: { "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }] } },
  { files: ["src/**"], plugins: { bank: { rules: { layers } } }, rules: { "bank/layers": "error" } },
  { files: ["src/**"], plugins: { "react-hooks": hooks }, rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" } },
);
