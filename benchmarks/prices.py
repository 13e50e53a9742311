"""Prices in dollars per million, us-east-1, on demand, no free tier, as noted on the day in `TAKEN`."""

TAKEN = "2026-11-21"

API_REQUEST = 3.50  # API Gateway REST
LAMBDA_REQUEST = 0.20
LAMBDA_GB_MILLISECOND = 0.0133334  # arm64
WRITE_UNIT = 0.625
READ_UNIT = 0.125
STANDARD_TRANSITION = 25.0
EXPRESS_REQUEST = 1.00
EXPRESS_100_MILLISECONDS = 0.104  # at 64 MB
SQS_REQUEST = 0.40
SNS_PUBLISH = 0.50  # delivery to queues costs nothing
SCHEDULER_INVOCATION = 1.00
S3_PUT = 5.00
S3_GET = 0.40
KMS_REQUEST = 3.00
MAIL = 100.0  # SES; weak, and named apart

# What is assumed, since a laptop's times are not Lambda's: a warm invocation, and what one batch of a trigger carries.
LAMBDA_MILLISECONDS = 28
EXPRESS_MILLISECONDS = 100
BATCH = 10
