"""What differs between stages, and the names of everything the declaration in terraform/declaration/ creates.

Read lazily: importing a module must work before a stage is known. The account id follows from the function's
own ARN (`remember_account`), so that nothing has to be passed in; outside Lambda from BANK_ACCOUNT_ID.
"""

import os
from functools import cache

APP = "inferno"
_LEAST_BCRYPT_ROUNDS = 12
_account: str | None = None


def stage() -> str:
    return os.environ.get("BANK_STAGE", "local")


def region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def remember_account(function_arn: str | None) -> None:
    """Takes the account id from `arn:aws:lambda:<region>:<account>:function:<name>`."""
    global _account
    if function_arn and _account is None:
        _account = function_arn.split(":")[4]


def forget_account() -> None:
    """For a process that turns to another account."""
    global _account
    _account = None
    _account_of_credentials.cache_clear()


def account() -> str:
    return _account or os.environ.get("BANK_ACCOUNT_ID") or _account_of_credentials()


@cache
def _account_of_credentials() -> str:
    import boto3  # not for a function, which knows its account from its own ARN

    return boto3.client("sts", region_name=region()).get_caller_identity()["Account"]


def _named(name: str) -> str:
    return f"{APP}-{stage()}-{name}"


def table_name(name: str) -> str:
    """BANK_TABLES_SUFFIX names the copies that a restoration makes (ops/restore.py); functions never have it."""
    return _named(name) + os.environ.get("BANK_TABLES_SUFFIX", "")


def queue_name(name: str) -> str:
    return _named(name)


def queue_url(name: str) -> str:
    host = os.environ.get("AWS_ENDPOINT_URL", f"https://sqs.{region()}.amazonaws.com").rstrip("/")
    return f"{host}/{account()}/{_named(name)}"


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{region()}:{account()}:{_named(name)}"


def topic_arn(name: str) -> str:
    return f"arn:aws:sns:{region()}:{account()}:{_named(name)}"


def machine_arn(name: str) -> str:
    return f"arn:aws:states:{region()}:{account()}:stateMachine:{_named(name)}"


def execution_arn(machine: str, name: str) -> str:
    return f"arn:aws:states:{region()}:{account()}:execution:{_named(machine)}:{name}"


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{account()}:role/{_named(name)}"


def bucket_name(name: str) -> str:
    return f"{APP}-{stage()}-{account()}-{name}"


def secret_name(name: str) -> str:
    return _named(name)


def key_alias(name: str) -> str:
    return f"alias/{_named(name)}"


def schedule_group() -> str:
    return f"{APP}-{stage()}"


def stream_arn(table: str) -> str:
    """The stream a consumer subscribes to: known only while packaging, from BANK_STREAM_<TABLE>."""
    variable = "BANK_STREAM_" + table.upper().replace("-", "_")
    placeholder = f"arn:aws:dynamodb:{region()}:000000000000:table/{table_name(table)}/stream/latest"
    return os.environ.get(variable, placeholder)


def rate_limit_per_minute() -> int:
    """Requests a minute a user."""
    return int(os.environ.get("RATE_LIMIT_PER_MINUTE") or 100)


def simulated_funding() -> bool:
    """Whether customers may credit themselves with money from nowhere: everywhere but in production, unless it is said."""
    return (os.environ.get("SIMULATED_FUNDING") or str(stage() != "prod").lower()) == "true"


def simulated_networks() -> bool:
    """Whether what other banks do can be done by hand: nowhere in production."""
    return stage() != "prod"


def bcrypt_rounds() -> int:
    return int(os.environ.get("BCRYPT_ROUNDS") or _LEAST_BCRYPT_ROUNDS)


def check() -> None:
    """Raises ValueError for a setting that production cannot run with; asked when the bank starts."""
    if stage() == "prod" and bcrypt_rounds() < _LEAST_BCRYPT_ROUNDS:
        raise ValueError(f"BCRYPT_ROUNDS is {bcrypt_rounds()}: production hashes passwords with {_LEAST_BCRYPT_ROUNDS} or more")


def public_url() -> str:
    """What callers put before a path of the API: nothing on a laptop, API Gateway's stage or a domain on AWS."""
    return os.environ.get("BANK_PUBLIC_URL", "").rstrip("/")


def public_origins() -> tuple[str, ...]:
    """The origins of the bank's own pages, such as https://bank.example; none where there are no pages."""
    return tuple(os.environ.get("BANK_PUBLIC_ORIGINS", "").split())


def address_header() -> str:
    """The header that says where a caller is, written by what alone may come to the API; empty where callers come by themselves."""
    return os.environ.get("BANK_ADDRESS_HEADER", "").lower()


def public_s3_endpoint() -> str | None:
    """The host a browser reaches S3 at, when it is not AWS's own: signed links are signed for a host."""
    return os.environ.get("BANK_PUBLIC_S3_ENDPOINT") or os.environ.get("AWS_ENDPOINT_URL")


def sms_origin() -> str:
    """The number or name that SMS come from; empty where the stage has none, and sends none."""
    return os.environ.get("SMS_ORIGIN", "")


def push_application(platform: str) -> str:
    """SNS's name of what sends push messages to a platform, "android" or "ios"; empty where the stage has no credentials."""
    name = os.environ.get(f"PUSH_{platform.upper()}", "")  # such as GCM/inferno-prod
    return f"arn:aws:sns:{region()}:{account()}:app/{name}" if name else ""


def pages_url() -> str:
    """Where a browser finds the bank, for a link in a message; empty where nobody has said it."""
    return public_url() or next(iter(public_origins()), "")


def mail_configuration() -> str:
    """What SES is to do with a mail of the bank's beside sending it: tell what became of it."""
    return _named("mail")


def mail_sender() -> str:
    return os.environ.get("BANK_MAIL_SENDER", "no-reply@inferno.example")
