"""Files that are made for customers: into a bucket part by part, out of it by a link."""

from typing import IO

from chalicelib.platform import settings
from chalicelib.platform.clients import client, signing_s3

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "xml": "application/xml",
}


def keep(bucket: str, key: str, file: IO[bytes], ending: str, file_name: str) -> None:
    """Puts a file into a declared bucket, whatever its size; it will be saved as `file_name`."""
    from boto3.s3.transfer import TransferConfig

    few_at_once = TransferConfig(multipart_chunksize=8 * 1024 * 1024, max_concurrency=2)
    headers = {"ContentType": CONTENT_TYPES[ending], "ContentDisposition": f'attachment; filename="{file_name}"'}
    where = {"Bucket": settings.bucket_name(bucket), "Key": key}
    client("s3").upload_fileobj(Fileobj=file, **where, ExtraArgs=headers, Config=few_at_once)


def link_to(bucket: str, key: str, seconds: int) -> str:
    """A link that lets anyone who has it fetch the file so long, if the role that signs lives as long."""
    place = {"Bucket": settings.bucket_name(bucket), "Key": key}
    return signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=seconds)
