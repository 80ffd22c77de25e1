"""Tables of staff accounts and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, func, inspect, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from kernel.db import Base, UtcDateTime
from kernel.turns import Language


class StaffGrant(Base):
    """A right of the studio that an admin gave one person beyond their role."""

    __tablename__ = "staff_grant"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(32), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)


class Staff(Base):
    """A person who works here."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)  # stored in lower case
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))  # one of `rules.ROLES`
    language: Mapped[Language | None] = mapped_column(
        String(8), default=None
    )  # None: the browser's
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    # Since when a second factor is asked for; the factor itself is in `StaffFactor`.
    factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    # Read with the row: who is signed in costs no question more.
    granted: Mapped[str | None] = column_property(
        select(func.aggregate_strings(StaffGrant.permission, " "))
        .where(StaffGrant.staff_id == id)
        .correlate_except(StaffGrant)
        .scalar_subquery(),
        expire_on_flush=False,
    )

    @property
    def grants(self) -> frozenset[str]:
        """What this person may do beyond their role, as it was read; nothing where it was not."""
        is_read = "granted" not in inspect(self).unloaded
        return frozenset((self.granted or "").split()) if is_read else frozenset()


class StaffSession(Base):
    """One login of one person; the cookie holds the token, the table only its hash.

    `proved_at` is when its owner last gave their password (and code), None where that was when the
    session began. `browser` is such as "Firefox · Linux", `network` an address without its last
    part; both are there for its owner to know it again.
    """

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    browser: Mapped[str] = mapped_column(String(60), default="")
    network: Mapped[str] = mapped_column(String(60), default="")

    staff: Mapped[Staff] = relationship(lazy="joined")


class SetupLink(Base):
    """A one-time link that makes an account with a role; dies on use.

    With `staff_id` it gives that account a new password instead. `made_by` is None for links made
    on the command line; `label` says for whom a link was meant.
    """

    __tablename__ = "setup_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    label: Mapped[str] = mapped_column(String(200), default="")


class StaffFactor(Base):
    """The second factor of one person. `sealed` is the secret, encrypted for this person alone.

    `last_step` is the newest half minute whose code was used: that one and older ones are spent.
    `failures` counts wrong tries in a row; too many lock the step until `locked_until`.
    """

    __tablename__ = "staff_factor"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(200))
    last_step: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class RecoveryCode(Base):
    """A code that stands in for a lost device, once; only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)


class LoginStep(Base):
    """A login whose password was right and whose second factor is still to come."""

    __tablename__ = "login_step"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffIdentity(Base):
    """Somebody's login at the shop's identity provider: known by issuer and subject."""

    __tablename__ = "staff_identity"

    issuer: Mapped[str] = mapped_column(String(200), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OidcAttempt(Base):
    """A login that is at the identity provider; it ends with the first answer, right or wrong."""

    __tablename__ = "oidc_attempt"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    state_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(64))
    back: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffRule(Base):
    """Something an admin has set for all accounts, such as who must have a second factor."""

    __tablename__ = "staff_rule"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class LoginFailure(Base):
    """A failed login, counted by account and by address; both only as keyed hashes."""

    __tablename__ = "login_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(String(64), index=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
