"""REST routes of customers' profiles: the customer's own, and what staff look for."""

from functools import partial

from chalicelib.customers import queries
from chalicelib.customers.errors import CustomerExists, Underage, UnknownCustomer, UnknownNumber
from chalicelib.customers.operations.change_profile import change_profile
from chalicelib.customers.operations.make_profile import make_profile
from chalicelib.customers.schemas import (
    ChangeProfileRequest,
    CustomerReply,
    ProfileRequest,
)
from chalicelib.customers.staff_schemas import CustomerPage, CustomerQuery, PersonalNumber
from chalicelib.kernel.failures import ReauthenticationRequired, VersionConflict
from chalicelib.platform import audit, paging
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Profiles",
    about="Who a customer is: the own profile, and what staff look for",
    customer_id="the customer's user id",
    field="which of the customer's numbers",
)


@routes.post(
    "/api/v1/customers",
    summary="Make the caller a customer",
    status=201,
    location="/api/v1/customers/{customerId}",
    body=ProfileRequest,
    answer=CustomerReply,
    keys="record",
    failures=(UnknownCustomer, CustomerExists, Underage, ReauthenticationRequired),
)
def create_customer(request: Request[ProfileRequest, None]) -> Answer:
    """Keeps who the caller is; a user has one profile."""
    return Answer.of(
        make_profile(request.body.profile(), request.caller, request.call, lambda made: plain(CustomerReply.of(made)))
    )


@routes.get("/api/v1/customers/{customer_id}", summary="The caller's profile", answer=CustomerReply, failures=(UnknownCustomer,))
def get_customer(request: Request[None, None]) -> Answer:
    """What the bank knows of the caller."""
    return Answer(200, CustomerReply.of(queries.customer_of(_own(request))))


@routes.put(
    "/api/v1/customers/{customer_id}",
    summary="Change the caller's profile",
    body=ChangeProfileRequest,
    answer=CustomerReply,
    failures=(UnknownCustomer, VersionConflict, Underage, ReauthenticationRequired),
)
def change_customer(request: Request[ChangeProfileRequest, None]) -> Answer:
    """Changes the profile as a whole, if it still is the one that was read; a mail tells which fields changed. Another phone
    number takes a login of the last five minutes, and the number until now is told."""
    _own(request)
    return Answer(
        200, CustomerReply.of(change_profile(request.body.profile(), request.body.version, request.caller, request.call))
    )


@routes.get(
    "/api/v1/customers/search",
    summary="Look for customers",
    access="support|risk",
    query=CustomerQuery,
    answer=CustomerPage,
)
def search_customers(request: Request[None, CustomerQuery]) -> Answer:
    """Customers by one thing that is known of them: email, telephone, a number, or the beginning of the name."""
    return _found(request)


@routes.get(
    "/admin/customers",
    summary="Look for customers",
    access="support|risk",
    query=CustomerQuery,
    answer=CustomerPage,
)
def list_customers(request: Request[None, CustomerQuery]) -> Answer:
    """The same as GET /api/v1/customers/search."""
    return _found(request)


@routes.get(
    "/admin/customers/{customer_id}/personal-number/{field}",
    summary="A number of a customer, whole",
    access="risk",
    answer=PersonalNumber,
    failures=(UnknownCustomer, UnknownNumber),
)
def show_personal_number(request: Request[None, None]) -> Answer:
    """The social security number (`ssn`) or the document's (`documentNumber`) as it was typed. That it was looked at is
    written down before it is told."""
    customer_id, field = request.path["customer_id"], request.path["field"]
    sealed = queries.sealed_number(customer_id, field)
    audit.look("personal_number.look", request.call, [customer_id], subject=field)
    return Answer(200, PersonalNumber(customer_id=customer_id, number=sealed.opened()))


def _found(request: Request[None, CustomerQuery]) -> Answer:
    found, cursor = paging.page(request, partial(queries.search, *request.query.wanted()))
    audit.look("customer.look", request.call, [each.user_id for each in found])
    return Answer(200, CustomerPage(items=[CustomerReply.of(each) for each in found], next_cursor=cursor))


def _own(request: Request[object, object]) -> str:
    """The customer id of the path. Raises UnknownCustomer when it is not the caller's."""
    if request.path["customer_id"] != request.caller.user_id:
        raise UnknownCustomer
    return request.path["customer_id"]
