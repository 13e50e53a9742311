"""A rule that import-linter does not bring along: contexts meet in `public` only. pyproject.toml names and sets it."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicOnly(Contract):
    """Each package under `root` is a context. Of another context only `<context>.public` may be imported, of a `shared`
    package anything."""

    root: Any = fields.StringField()
    shared: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if importer.split(".")[0] == self.root and not self._allowed(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _allowed(self, importer: str, imported: str) -> bool:
        context, name = self._place(imported)
        return context in ("", self._place(importer)[0], *self.shared) or name == "public"

    def _place(self, module: str) -> tuple[str, str]:
        """Context and the name inside it: `chalicelib.cards.operations.x` → (cards, operations)."""
        root, *rest = module.split(".")
        context, name, *_ = *rest, "", ""
        return (context, name) if root == self.root else ("", "")

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is another context's own")
