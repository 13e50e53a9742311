"""Keys: who has none of the bank's is nobody. Only for an emulator that was given keys of its own (AWS_ACCESS_KEY_ID)."""

import os
from typing import Any

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import lambda_svc, s3, sts

from local import strangers


def know_one_root_key() -> None:
    """`test` and every number of twelve digits are root: the bank's own key is, and who names none, which the gate lets pass
    to the REST API only."""
    own = os.environ.get("AWS_ACCESS_KEY_ID")
    if own:
        iam_evaluator.is_root_access_key = sts.is_root_access_key = lambda access_key_id: access_key_id in ("", None, own)


def check_the_roots_signature() -> None:
    """Signatures are checked for users and roles, never for root: the key's id, which is no secret, would be enough."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        iam_evaluator._is_root_key = lambda access_key_id: False


def let_nobody_guess_a_functions_keys() -> None:
    """A function's keys are a hash of its name and its role's, so anybody knows them: a path of ours goes into the hash."""
    secret, original = os.environ.get("AWS_SECRET_ACCESS_KEY"), lambda_runtime.execution_credentials
    if not secret:
        return

    def credentials(config: dict[str, Any]) -> dict[str, str]:
        path, _, name = config.get("Role", "").rpartition("/")
        return original({**config, "Role": f"{path}/{secret}/{name}"})

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = credentials


def take_no_form_that_nobody_signed() -> None:
    """A form without a signature puts its file into any bucket; AWS takes it for nobody's, who may not."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        s3._enforce_post_policy_size = lambda policy, size: s3._error("AccessDenied", "Access Denied", 403)


def turn_strangers_away_from_workers() -> None:
    """Each worker asks for its work on a port of its own, where any page could take it, and read it after DNS rebinding."""
    build = lambda_runtime.ProvidedWorker._build_handler_class

    def build_guarded(self, generation, pending):
        handler = build(self, generation, pending)  # a class of its own for each generation
        parse = handler.parse_request

        def parse_guarded(request) -> bool:
            parsed = parse(request)
            hosts = strangers.hosts_of(request.server.server_address[1])
            if parsed and (reason := strangers.refusal(request.command, request.headers.items(), hosts, ())):
                request.send_error(403, reason)
                return False
            return parsed

        handler.parse_request = parse_guarded
        return handler

    lambda_runtime.ProvidedWorker._build_handler_class = build_guarded


PATCHES = (
    know_one_root_key,
    check_the_roots_signature,
    let_nobody_guess_a_functions_keys,
    take_no_form_that_nobody_signed,
    turn_strangers_away_from_workers,
)
