"""What a command prints may be read in part: `make mails | head` is no error."""

import os
import sys
from collections.abc import Callable
from functools import wraps


def may_be_cut_off(main: Callable[[], int]) -> Callable[[], int]:
    """The command, which ends quietly and with 0 once nobody reads on."""

    @wraps(main)
    def command() -> int:
        try:
            code = main()
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            # What is still buffered goes nowhere, instead of failing once more when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    return command
