"""S3: files in the declared buckets, and the queue that one of them tells of what has come."""

import base64
import hashlib
import io
import json
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from simulation.doubles.errors import Exceptions, NotKnown, refused, service_error
from simulation.doubles.events import object_record

if TYPE_CHECKING:
    from simulation.world import World

HOST = "https://s3.simulated"


class S3:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.world = world
        self.buckets: dict[str, dict[str, bytes]] = {name: {} for name in world.declaration.buckets}
        self._said: dict[tuple[str, str], dict[str, Any]] = {}  # of each file, to whoever asks for it
        self.replaced: list[tuple[str, str]] = []  # by other contents: the bucket and the key
        self._put_at: dict[tuple[str, str], datetime] = {}

    def put_object(
        self,
        *,
        Bucket: str,
        Key: str,
        Body: bytes | IO[bytes],
        ContentType: str = "binary/octet-stream",
        ContentDisposition: str | None = None,
        CacheControl: str | None = None,
        IfNoneMatch: str | None = None,
        ChecksumSHA256: str | None = None,
        Metadata: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        name = self._bucket(Bucket)
        if IfNoneMatch not in (None, "*"):
            raise NotKnown(f"a file that is put unless it is {IfNoneMatch}")
        if isinstance(Body, bytes):
            content = Body
        elif Body.closed:
            return {}  # whoever sends it has given up
        else:
            Body.seek(0)  # the SDK does for each try
            content = Body.read()
        if IfNoneMatch and Key in self._living(Bucket):
            raise service_error("PreconditionFailed", 412)
        if ChecksumSHA256 and base64.b64encode(hashlib.sha256(content).digest()).decode() != ChecksumSHA256:
            raise refused("BadDigest")
        if self.buckets[name].get(Key, content) != content:
            self.replaced.append((name, Key))
        self.buckets[name][Key], self._put_at[name, Key] = content, self.world.now()
        said = {"ContentType": ContentType, "ContentDisposition": ContentDisposition, "CacheControl": CacheControl}
        self._said[name, Key] = {header: text for header, text in said.items() if text} | {"Metadata": Metadata or {}}
        if queue := self.world.declaration.buckets[name].get("tells"):
            told = {"Records": [object_record(Bucket, quote_plus(Key), len(content))]}
            url = self.world.place.queue_url(queue)
            self.world.doubles["sqs"].send_message(QueueUrl=url, MessageBody=json.dumps(told))
        return {}

    def upload_fileobj(
        self, *, Fileobj: IO[bytes], Bucket: str, Key: str, ExtraArgs: dict[str, str] | None = None, Config: object = None
    ) -> None:
        if not Fileobj.closed:  # else whoever sends it has given up: what was not read by then never left them
            more: dict[str, Any] = dict(ExtraArgs or {})
            self.put_object(Bucket=Bucket, Key=Key, Body=Fileobj.read(), **more)

    def get_object(self, *, Bucket: str, Key: str, IfNoneMatch: str | None = None) -> dict[str, Any]:
        files = self._living(Bucket)
        if Key not in files:
            raise refused("NoSuchKey", "The specified key does not exist.")
        etag = f'"{hashlib.md5(files[Key], usedforsecurity=False).hexdigest()}"'
        if etag == IfNoneMatch:
            raise service_error("304", 304)
        return {"Body": io.BytesIO(files[Key]), "ETag": etag, **self._about(Bucket, Key)}

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        if Key not in self._living(Bucket):
            raise service_error("404", 404)
        return self._about(Bucket, Key)

    def delete_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        self.buckets[self._bucket(Bucket)].pop(Key, None)
        return {}

    def list_objects_v2(
        self, *, Bucket: str, Prefix: str = "", MaxKeys: int = 1000, ContinuationToken: str | None = None
    ) -> dict[str, Any]:
        files = self._living(Bucket)
        found = sorted(key for key in files if key.startswith(Prefix) and key > (ContinuationToken or ""))
        page = [{"Key": key, "Size": len(files[key])} for key in found[:MaxKeys]]
        more = {"NextContinuationToken": found[MaxKeys - 1]} if len(found) > MaxKeys else {}
        contents = {"Contents": page} if page else {}
        return {**contents, "KeyCount": len(page), "IsTruncated": bool(more), **more}

    def generate_presigned_url(self, ClientMethod: str, Params: dict[str, str], ExpiresIn: int = 3600) -> str:
        if ClientMethod != "get_object" or set(Params) - {"Bucket", "Key", "ResponseContentDisposition"}:
            raise NotKnown(f"a link to {ClientMethod} with {', '.join(sorted(Params))}")
        return f"{HOST}/{Params['Bucket']}/{Params['Key']}?{urlencode({'method': ClientMethod, 'expires': ExpiresIn})}"

    def generate_presigned_post(self, Bucket: str, Key: str, Conditions: list[Any], ExpiresIn: int = 3600) -> dict[str, Any]:
        """Nobody sends the form: who uploads puts the file, of a size that the form lets through."""
        if [each[0] for each in Conditions] != ["content-length-range"]:
            raise NotKnown(f"a form on condition of {Conditions}")
        return {"url": f"{HOST}/{Bucket}", "fields": {"key": Key}}

    def busy(self) -> bool:
        return False

    def _about(self, full_name: str, key: str) -> dict[str, Any]:
        name = self._bucket(full_name)
        return {"ContentLength": len(self.buckets[name][key]), **self._said.get((name, key), {"Metadata": {}})}

    def _living(self, full_name: str) -> dict[str, bytes]:
        """A bucket's files, without those that its rule lets go after some days."""
        name = self._bucket(full_name)
        if days := self.world.declaration.buckets[name].get("expire_days"):
            oldest = self.world.now() - timedelta(days=days)
            for key in [key for key in self.buckets[name] if self._put_at.get((name, key), oldest) < oldest]:
                del self.buckets[name][key]
        return self.buckets[name]

    def _bucket(self, full_name: str) -> str:
        name = full_name.removeprefix(self.world.place.name("bucket", ""))
        if name not in self.buckets:
            raise refused("NoSuchBucket", "The specified bucket does not exist")
        return name
