"""Wire shapes of what is screened."""

from typing import Annotated

from chalicelib.fraud.model import check_merchant
from chalicelib.platform.schemas import typed

Merchant = Annotated[str, typed(check_merchant)]
