"""REST routes of customers: register, read and change the own profile, give it a picture."""

from chalicelib.customers import queries
from chalicelib.customers.errors import DocumentTaken, UnknownCustomer
from chalicelib.customers.operations.change_email import change_email
from chalicelib.customers.operations.end_customers_sessions import end_customers_sessions
from chalicelib.customers.operations.register_customer import RegisterCustomer, register_customer
from chalicelib.customers.operations.register_user import RegisterUser, register_user
from chalicelib.customers.operations.set_avatar import set_avatar
from chalicelib.customers.operations.unlock_login import unlock_login
from chalicelib.customers.operations.update_profile import update_profile
from chalicelib.customers.schemas import (
    AvatarRequest,
    AvatarStored,
    ChangeEmailRequest,
    ConfirmEmailRequest,
    EmailChanged,
    Profile,
    Registered,
    RegisterRequest,
    RegisterUserRequest,
    UpdateProfileRequest,
)
from chalicelib.customers.staff_schemas import CustomerLoggedOut, Unlocked
from chalicelib.identity import public as identity
from chalicelib.identity.public import CodeSent, EmailTaken, PasswordTooCommon
from chalicelib.kernel.failures import ReauthenticationRequired, TooManyRequests
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Customers",
    about="Registration and the own profile",
    customer_id="a customer",
    user_id="the caller, as POST /register or POST /login answered",
)
# Two mebibytes as base64, with room for the JSON around it and for escaped slashes.
_AVATAR_BODY_BYTES = 3 * 1024 * 1024


@routes.post(
    "/register",
    summary="Become a customer; two cards are on their way",
    status=201,
    location="/profile/{userId}",
    access="open",
    body=RegisterRequest,
    answer=Registered,
    keys="record",
    failures=(EmailTaken, DocumentTaken, PasswordTooCommon),
    limit="exact",
)
def register(request: Request[RegisterRequest, None]) -> Answer:
    """Makes a customer with a login. A debit and a credit card are made in the background and a welcome mail follows."""
    body: RegisterRequest = request.body
    command = RegisterCustomer(
        name=body.name,
        last_name=body.last_name,
        email=body.email,
        document=body.document_number,
        password=body.password,
        locale=body.locale,
    )
    return Answer.of(register_customer(command, request.call))


@routes.post(
    "/api/v1/auth/register",
    summary="Get a login; a mail brings the code that confirms the address",
    status=202,
    access="open",
    body=RegisterUserRequest,
    answer=CodeSent,
    keys="record",
    failures=(TooManyRequests, PasswordTooCommon),
    limit="exact",
)
def register_login(request: Request[RegisterUserRequest, None]) -> Answer:
    """The same answer whether or not the email has an account: the mail says so, and its code then sets a new password."""
    body: RegisterUserRequest = request.body
    command = RegisterUser(
        first_name=body.first_name,
        last_name=body.last_name,
        email=body.email,
        password=body.password,
        phone=body.phone,
        locale=body.locale,
    )
    return Answer.of(register_user(command, request.call))


@routes.get("/profile/{user_id}", summary="The caller's profile", answer=Profile, failures=(UnknownCustomer,))
def get_profile(request: Request[None, None]) -> Answer:
    """What the bank knows of the caller, with a fresh link to the picture."""
    return Answer(200, _profile(_own(request)))


@routes.put(
    "/profile/{user_id}",
    summary="Change address, phone number or language",
    body=UpdateProfileRequest,
    answer=Profile,
    failures=(UnknownCustomer, ReauthenticationRequired),
)
def change_profile(request: Request[UpdateProfileRequest, None]) -> Answer:
    """Changes the fields that are sent and leaves the others; a mail tells of it. Another phone number takes a login of the last
    five minutes, and the number until now is told."""
    user_id = _own(request)
    update_profile(request.caller, request.body.wanted(), request.call)
    return Answer(200, _profile(user_id))


@routes.post(
    "/profile/{user_id}/avatar",
    summary="Give the profile a picture",
    status=201,
    location="/profile/{user_id}",
    body=AvatarRequest,
    answer=AvatarStored,
    keys="record",
    failures=(UnknownCustomer,),
    maximum_body_bytes=_AVATAR_BODY_BYTES,
)
def upload_avatar(request: Request[AvatarRequest, None]) -> Answer:
    """Stores the picture under a name of the bank's own; the one before is replaced."""
    user_id = _own(request)
    body: AvatarRequest = request.body
    return Answer.of(set_avatar(user_id, body.content(), body.claimed_type(), request.call))


def _own(request: Request[object, object]) -> str:
    """The user id of the path. Raises UnknownCustomer when it is not the caller's."""
    if request.path["user_id"] != request.caller.user_id:
        raise UnknownCustomer
    return request.path["user_id"]


def _profile(user_id: str) -> Profile:
    customer, avatar_url = queries.profile_of(user_id)
    return Profile(
        user_id=customer.user_id,
        name=customer.name,
        last_name=customer.last_name,
        email=customer.email,
        document_last4=customer.document_last4,
        address=customer.address,
        phone_number=customer.phone_number,
        locale=customer.locale,
        timezone=customer.timezone,
        avatar_url=avatar_url,
        created_at=customer.created_at,
    )


@routes.post(
    "/api/v1/auth/email",
    summary="Ask for a code with which to log in under another email",
    status=202,
    body=ChangeEmailRequest,
    answer=CodeSent,
    reauthenticated=True,
    failures=(TooManyRequests,),
)
def ask_for_email(request: Request[ChangeEmailRequest, None]) -> Answer:
    """A code goes to the new email, unless that has an account: the answer is the same."""
    return Answer(202, CodeSent.of(identity.ask_for_email(request.body.email, request.caller, request.call)))


@routes.post(
    "/api/v1/auth/email/confirm",
    summary="Log in under another email from now on",
    body=ConfirmEmailRequest,
    answer=EmailChanged,
    failures=(UnknownCustomer, identity.InvalidCode),
)
def confirm_email(request: Request[ConfirmEmailRequest, None]) -> Answer:
    """With the code that the new email got. Every session ends, this one too, and the email until now is told."""
    body = request.body
    return Answer(200, EmailChanged(email=change_email(body.challenge_id, body.code, request.caller, request.call)))


@routes.post(
    "/admin/customers/{customer_id}/unlock",
    summary="Lift the lock that wrong guesses put on a customer's logins",
    access="support",
    answer=Unlocked,
    failures=(UnknownCustomer,),
)
def unlock_customer(request: Request[None, None]) -> Answer:
    """Forgets the failed logins under the customer's address, from wherever they came."""
    unlock_login(request.path["customer_id"], request.call)
    return Answer(200, Unlocked())


@routes.delete(
    "/admin/customers/{customer_id}/sessions",
    summary="End every session of a customer",
    access="support",
    answer=CustomerLoggedOut,
    failures=(UnknownCustomer,),
)
def end_sessions_of_customer(request: Request[None, None]) -> Answer:
    """For a lost device, say. They may log in again at once; `POST /admin/customers/{customer_id}/freeze` keeps their money in."""
    end_customers_sessions(request.path["customer_id"], request.call)
    return Answer(200, CustomerLoggedOut())
