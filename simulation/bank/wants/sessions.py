"""Sessions, codes, passwords and second factors."""

from typing import TYPE_CHECKING

from chalicelib.identity import totp
from chalicelib.kernel import clock
from simulation.bank.wants.wanting import Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_AUTH = "/api/v1/auth"
_TOKENS = {"token": "accessToken", "refresh token": "refreshToken"}


@want("token", "refresh token", "login to finish")
def logs_in(me: "Customer") -> Want:
    password = me.pick("password", (*reversed(me.passwords), "guessed by somebody"))
    body, keeps = {"email": me.email, "password": password}, {**_TOKENS, "login to finish": "challengeId"}
    return Want("logs in", "POST", me.pick("door", ("/login", f"{_AUTH}/login")), body, keeps, role="nobody", keyed=False)


@want()
def forgets_the_password_again_and_again(me: "Customer") -> Want:
    body = {"email": me.email, "password": "guessed by somebody"}
    return Want("is guessed at", "POST", "/login", body, role="nobody", keyed=False, times=6)


@want()
def goes_on_with_a_new_token(me: "Customer") -> Want:
    body = {"refreshToken": me.need("refresh token")}
    return Want(
        "refreshes the session",
        "POST",
        me.pick("door", ("/refresh", f"{_AUTH}/refresh")),
        body,
        _TOKENS,
        role="nobody",
        keyed=False,
    )


@want()
def logs_out(me: "Customer") -> Want:
    door = me.pick("door", ("/logout", f"{_AUTH}/logout"))
    return Want("logs out", "POST", door, {"refreshToken": me.need("refresh token")}, keyed=False)


@want("session")
def sees_where_they_are_logged_in(me: "Customer") -> Want:
    me.need("token")
    return Want("sees where they are logged in", "GET", f"{_AUTH}/sessions", None, {"session": "sessions.*.sessionId"})


@want()
def ends_a_session(me: "Customer") -> Want:
    return Want("ends a session", "DELETE", f"{_AUTH}/sessions/{me.need('session')}", keyed=False)


@want()
def ends_the_other_sessions(me: "Customer") -> Want:
    me.need("token")
    return Want("ends the other sessions", "DELETE", f"{_AUTH}/sessions", keyed=False)


@want("identity")
def sees_who_they_are(me: "Customer") -> Want:
    return Want("sees who they are", "GET", f"{_AUTH}/me", None, {"identity": "userId"})


@want("proven email")
def proves_the_address(me: "Customer") -> Want:
    body = {"challengeId": me.fresh("challenge"), "code": me.code("challenge")}
    return Want(
        "proves the address", "POST", f"{_AUTH}/verify", body, {"proven email": "verified.*"}, keyed=False, spends="challenge"
    )


@want("challenge")
def has_the_code_sent_again(me: "Customer") -> Want:
    return Want(
        "has the code sent again", "POST", f"{_AUTH}/verify", {"channel": "email"}, {"challenge": "challengeId"}, keyed=False
    )


@want("telephone challenge")
def has_a_code_sent_to_the_telephone(me: "Customer") -> Want:
    me.need("profile")
    told, keeps = "has a code sent to the telephone", {"telephone challenge": "challengeId"}
    return Want(told, "POST", f"{_AUTH}/verify", {"channel": "phone"}, keeps, keyed=False)


@want("proven telephone")
def proves_the_telephone(me: "Customer") -> Want:
    body = {"challengeId": me.fresh("telephone challenge"), "code": me.code("telephone challenge", "telephone")}
    return Want(
        "proves the telephone",
        "POST",
        f"{_AUTH}/verify",
        body,
        {"proven telephone": "verified.*"},
        keyed=False,
        spends="telephone challenge",
    )


@want("cookie", "web login to finish")
def logs_in_from_a_page(me: "Customer") -> Want:
    body, keeps = {"email": me.email, "password": me.passwords[-1]}, {"web login to finish": "challengeId"}
    return Want("logs in from a page", "POST", "/session", body, keeps, role="nobody", keyed=False, page=_cookie(me))


@want()
def goes_on_from_a_page(me: "Customer") -> Want:
    me.need("cookie")
    verb = me.pick("verb", ("renew", "renew", "end"))
    return Want(f"has a page's session {verb}", "POST", f"/session/{verb}", role="nobody", keyed=False, page=_cookie(me))


@want()
def passes_the_second_factor_on_a_page(me: "Customer") -> Want:
    me.need("confirmed factor")
    body = {"challengeId": me.fresh("web login to finish"), "method": "totp", "code": app_code(me)}
    return Want(
        "passes the second factor on a page", "POST", "/session/mfa/verify", body, role="nobody", keyed=False, page=_cookie(me)
    )


def _cookie(me: "Customer") -> str:
    return str(me.things["cookie"][-1]) if me.has("cookie") else ""


@want()
def takes_another_password(me: "Customer") -> Want:
    me.need("token")
    return Want("takes another password", "POST", f"{_AUTH}/password", {"newPassword": _new_password(me)}, keyed=False)


@want("forgotten")
def has_forgotten_the_password(me: "Customer") -> Want:
    body, keeps = {"email": me.email}, {"forgotten": "challengeId"}
    return Want("has forgotten the password", "POST", f"{_AUTH}/forgot", body, keeps, role="nobody", keyed=False)


@want()
def sets_a_new_password(me: "Customer") -> Want:
    body = {"challengeId": me.fresh("forgotten"), "code": me.code("forgotten"), "newPassword": _new_password(me)}
    if me.has("secret") and me.pick("shows the second factor", (True, False)):
        body["secondFactor"] = {"method": "totp", "code": app_code(me)}
    return Want("sets a new password by a code", "POST", f"{_AUTH}/reset", body, role="nobody", keyed=False, spends="forgotten")


@want("address challenge")
def wants_another_address(me: "Customer") -> Want:
    body, keeps = {"email": f"{me.name.lower()}.{me.wanted}@example.com"}, {"address challenge": "challengeId"}
    return Want("wants another address", "POST", f"{_AUTH}/email", body, keeps, keyed=False)


@want()
def confirms_the_other_address(me: "Customer") -> Want:
    body = {"challengeId": me.fresh("address challenge"), "code": me.code("address challenge")}
    return Want("confirms the other address", "POST", f"{_AUTH}/email/confirm", body, keyed=False, spends="address challenge")


@want("factor", "secret")
def begins_with_an_app(me: "Customer") -> Want:
    me.need("proven email")
    me.need("token")
    keeps = {"factor": "factorId", "secret": "secret"}
    return Want("begins with an authenticator app", "POST", f"{_AUTH}/mfa/totp", None, keeps, keyed=False)


@want("confirmed factor")
def confirms_the_app(me: "Customer") -> Want:
    me.need("token")
    path, keeps = f"{_AUTH}/mfa/totp/{me.need('factor')}/confirm", {"confirmed factor": "factorId"}
    return Want("confirms the app", "POST", path, {"code": app_code(me)}, keeps, keyed=False)


@want("recovery code")
def makes_recovery_codes(me: "Customer") -> Want:
    me.need("confirmed factor")
    me.need("token")
    return Want(
        "makes recovery codes", "POST", f"{_AUTH}/mfa/recovery-codes", None, {"recovery code": "recoveryCodes.*"}, keyed=False
    )


@want()
def passes_the_second_factor(me: "Customer") -> Want:
    me.need("confirmed factor")
    method = me.pick("factor", ("totp", "recovery")) if me.has("recovery code") else "totp"
    code = me.need("recovery code") if method == "recovery" else app_code(me)
    body = {"challengeId": me.fresh("login to finish"), "method": method, "code": code}
    return Want(f"passes the second factor by {method}", "POST", f"{_AUTH}/mfa/verify", body, _TOKENS, role="nobody", keyed=False)


@want()
def gives_the_app_up(me: "Customer") -> Want:
    me.need("confirmed factor")
    me.need("token")
    return Want("gives the app up", "DELETE", f"{_AUTH}/mfa/totp/{me.need('factor')}", keyed=False)


def _new_password(me: "Customer") -> str:
    return f"six cups of cold rain, {me.wanted}"


def app_code(me: "Customer") -> str:
    """What the authenticator app shows. Raises Lacks."""
    me.need("secret")
    return totp.code_at(totp.from_text(me.things["secret"][-1]), totp.step_of(clock.now()))
