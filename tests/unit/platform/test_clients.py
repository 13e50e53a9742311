"""Signed links name the host that they are fetched from."""

from urllib.parse import urlsplit

import pytest

from chalicelib.platform import clients


@pytest.fixture(autouse=True)
def fresh_client(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "BANK_PUBLIC_S3_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    clients.signing_s3.cache_clear()
    yield
    clients.signing_s3.cache_clear()


def link() -> str:
    return clients.signing_s3().generate_presigned_url("get_object", Params={"Bucket": "a-bucket", "Key": "a/report.csv"})


class TestSignedLinks:
    @pytest.mark.parametrize("region", ["eu-west-1", "eu-south-2", "ap-southeast-4", "me-central-1", "sa-east-1", "us-west-2"])
    def test_name_the_bucket_in_its_region(self, monkeypatch, region):
        monkeypatch.setenv("AWS_REGION", region)
        parts = urlsplit(link())
        assert (parts.scheme, parts.netloc) == ("https", f"a-bucket.s3.{region}.amazonaws.com")
        assert parts.path == "/a/report.csv"
        assert f"%2F{region}%2Fs3%2F" in parts.query

    def test_name_the_bucket_in_the_first_region(self, monkeypatch):
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        assert urlsplit(link()).netloc in ("a-bucket.s3.amazonaws.com", "a-bucket.s3.us-east-1.amazonaws.com")

    def test_name_the_laptops_own_endpoint_by_path(self, monkeypatch):
        monkeypatch.setenv("BANK_PUBLIC_S3_ENDPOINT", "http://127.0.0.1:4566")
        assert link().startswith("http://127.0.0.1:4566/a-bucket/a/report.csv?")
