"""A release of the web on S3 and CloudFront: what is there when, as what, and what is asked for anew."""

import pytest

from release import publish
from release.publish import WEB_BUCKET, NotBuilt

ORIGIN = {"Id": "bundle", "DomainName": "web.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
DISTRIBUTION = {
    "CallerReference": "once", "Comment": "", "Enabled": True, "Origins": {"Quantity": 1, "Items": [ORIGIN]},
    "DefaultCacheBehavior": {"TargetOriginId": "bundle", "ViewerProtocolPolicy": "https-only"},
}  # fmt: skip


@pytest.fixture
def dist(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / ".vite").mkdir()
    for name in ("index.html", "touch.png", "assets/index-1a2b.js", ".built-of", ".vite/manifest.json"):
        (tmp_path / name).write_text(f"this is {name}")
    return tmp_path


@pytest.fixture
def s3(fresh_emulator):
    return fresh_emulator.clients("s3")


@pytest.fixture
def cloudfront(fresh_emulator):
    return fresh_emulator.clients("cloudfront")


@pytest.fixture
def bucket(fresh_emulator, s3) -> str:
    name = fresh_emulator.place.name("bucket", WEB_BUCKET)
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def distribution(cloudfront) -> str:
    return cloudfront.create_distribution(DistributionConfig=DISTRIBUTION)["Distribution"]["Id"]


def test_the_page_comes_after_what_it_needs(s3, cloudfront, bucket, distribution, dist):
    assert publish.publish(s3, cloudfront, bucket, distribution, dist) == ["assets/index-1a2b.js", "touch.png", "index.html"]


def test_a_file_is_served_as_on_a_laptop(s3, cloudfront, bucket, distribution, dist):
    publish.publish(s3, cloudfront, bucket, distribution, dist)
    page, script = (s3.get_object(Bucket=bucket, Key=f"app/{name}") for name in ("index.html", "assets/index-1a2b.js"))
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    assert (script["ContentType"], script["CacheControl"]) == (
        "text/javascript; charset=utf-8", "public, max-age=31536000, immutable",
    )  # fmt: skip
    assert page["Body"].read() == b"this is index.html"


def test_what_a_page_that_is_open_may_still_need_stays(s3, cloudfront, bucket, distribution, dist):
    publish.publish(s3, cloudfront, bucket, distribution, dist)
    (dist / "assets" / "index-1a2b.js").rename(dist / "assets" / "index-3c4d.js")
    publish.publish(s3, cloudfront, bucket, distribution, dist)
    kept = {each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    assert kept == {"app/index.html", "app/touch.png", "app/assets/index-1a2b.js", "app/assets/index-3c4d.js"}


def test_what_has_one_name_for_ever_is_asked_for_anew(s3, cloudfront, bucket, distribution, dist):
    publish.publish(s3, cloudfront, bucket, distribution, dist)
    (made,) = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"]["Items"]
    batch = cloudfront.get_invalidation(DistributionId=distribution, Id=made["Id"])["Invalidation"]["InvalidationBatch"]
    assert sorted(batch["Paths"]["Items"]) == ["/app/index.html", "/app/touch.png"]


def test_nothing_is_published_that_was_not_built(s3, cloudfront, bucket, distribution, tmp_path):
    with pytest.raises(NotBuilt):
        publish.publish(s3, cloudfront, bucket, distribution, tmp_path)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
