"""A layer is a zip with `python/` in it, the same for the same files."""

import io
import zipfile

from release import dependencies, layers
from release.declaration import Declaration


class TestNames:
    def test_are_those_that_functions_have(self):
        functions = {"one": {"layers": ["b", "a"]}, "two": {"layers": ["b"]}, "three": {}}
        assert layers.names(Declaration(functions=functions)) == ["a", "b"]


class TestZipped:
    def test_has_the_libraries_where_lambda_looks_for_them(self, tmp_path, monkeypatch):
        def install(requirements, target):
            assert requirements.name == "requirements-pictures.txt" and requirements.exists()
            (target / "PIL").mkdir(parents=True, exist_ok=True)
            (target / "PIL" / "Image.py").write_text("x = 1")

        monkeypatch.setattr(dependencies, "install", install)
        content = layers.zipped("pictures", tmp_path)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.namelist() == ["python/PIL/Image.py"]
            assert archive.getinfo("python/PIL/Image.py").external_attr >> 16 & 0o444 == 0o444
        assert layers.zipped("pictures", tmp_path) == content
