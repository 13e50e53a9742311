"""The template cache against a bucket in memory."""

import io

import pytest
from botocore.exceptions import ClientError

from chalicelib.notifications.template_source import MAXIMUM_BYTES, TemplateSource, TemplateTooLarge


class Bucket:
    """S3's GetObject with conditional requests; counts what was asked and what was sent."""

    def __init__(self, **objects):
        self.objects = objects
        self.asked, self.sent, self.broken = [], 0, None

    def get_object(self, *, Bucket, Key, IfNoneMatch=None):
        self.asked.append((Bucket, Key, IfNoneMatch))
        if self.broken:
            raise ClientError({"Error": {"Code": self.broken}}, "GetObject")
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        content = self.objects[Key]
        etag = f'"{hash(content)}"'
        if etag == IfNoneMatch:
            raise ClientError({"Error": {"Code": "304"}, "ResponseMetadata": {"HTTPStatusCode": 304}}, "GetObject")
        self.sent += 1
        return {"Body": io.BytesIO(content), "ETag": etag}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bucket():
    return Bucket(welcome="¡Hola!".encode())


@pytest.fixture
def source(bucket, clock):
    return TemplateSource(bucket, "templates", fresh_seconds=30, monotonic=clock)


class TestTemplateSource:
    def test_asks_once_while_fresh(self, source, bucket, clock):
        assert [source("welcome"), source("welcome")] == ["¡Hola!", "¡Hola!"]
        clock.now += 29.9
        source("welcome")
        assert bucket.asked == [("templates", "welcome", None)]

    def test_asks_whether_it_changed_and_keeps_what_has_not(self, source, bucket, clock):
        source("welcome")
        clock.now += 30
        assert source("welcome") == "¡Hola!"
        assert bucket.asked[1][2] is not None and bucket.sent == 1
        clock.now += 29.9
        source("welcome")
        assert len(bucket.asked) == 2

    def test_takes_a_changed_object(self, source, bucket, clock):
        source("welcome")
        bucket.objects["welcome"] = b"Hello!"
        clock.now += 30
        assert source("welcome") == "Hello!" and bucket.sent == 2

    def test_remembers_that_there_is_none_for_as_long(self, source, bucket, clock):
        assert source("es/welcome") is None and source("es/welcome") is None
        assert len(bucket.asked) == 1
        bucket.objects["es/welcome"] = b"hola"
        clock.now += 30
        assert source("es/welcome") == "hola"

    def test_notices_a_deleted_object(self, source, bucket, clock):
        source("welcome")
        del bucket.objects["welcome"]
        clock.now += 30
        assert source("welcome") is None

    @pytest.mark.parametrize("code", ["AccessDenied", "SlowDown", "InternalError"])
    def test_takes_no_failure_for_an_absent_template(self, source, bucket, code):
        bucket.broken = code
        with pytest.raises(ClientError, match=code):
            source("welcome")
        bucket.broken = None
        assert source("welcome") == "¡Hola!"

    def test_refuses_an_object_that_is_no_template(self, source, bucket):
        bucket.objects["huge"] = b"x" * (MAXIMUM_BYTES + 1)
        with pytest.raises(TemplateTooLarge, match="huge"):
            source("huge")
