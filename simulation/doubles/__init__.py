"""The doubles of AWS's services, by the names that `platform.clients.client` knows them by. How to write one: README.md."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from simulation.doubles.dynamodb import DynamoDB
from simulation.doubles.kms import Kms
from simulation.doubles.logs import Logs
from simulation.doubles.s3 import S3
from simulation.doubles.schedules import Schedules
from simulation.doubles.secretsmanager import SecretsManager
from simulation.doubles.sesv2 import SesV2
from simulation.doubles.sns import Sns
from simulation.doubles.sqs import Sqs
from simulation.doubles.stepfunctions import StepFunctions

if TYPE_CHECKING:
    from simulation.world import World

Double = Any  # its methods are boto3's
DOUBLES: Mapping[str, "Callable[[World], Double]"] = {
    "dynamodb": DynamoDB,
    "kms": Kms,
    "logs": Logs,
    "s3": S3,
    "scheduler": Schedules,
    "secretsmanager": SecretsManager,
    "sesv2": SesV2,
    "sns": Sns,
    "sqs": Sqs,
    "stepfunctions": StepFunctions,
}
