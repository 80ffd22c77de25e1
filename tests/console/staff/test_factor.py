"""The second factor: setting it up, the second step of a login, recovery codes (S32)."""

import re
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.access import STEP_COOKIE
from console.staff import factor
from console.staff.models import RecoveryCode, Staff, StaffFactor, StaffSession
from console.staff.policy import write_factor_roles
from console.web import COOKIE
from kernel.errors import Invalid
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import PASSWORD, Scene

GOOD = {"email": "ben@desk.example", "password": PASSWORD}


class Device:
    """Somebody's authenticator app."""

    def __init__(self, secret: str, clock: FakeClock) -> None:
        self.totp, self.clock = pyotp.TOTP(secret), clock

    def show(self, ago: int = 0) -> str:
        """Return the code that was shown `ago` half minutes before."""
        return self.totp.generate_otp(int(self.clock.now.timestamp()) // 30 - ago)


@pytest.fixture
def ben(scene: Scene) -> Staff:
    return scene.staff()


def enrol(scene: Scene, staff: Staff, clock: FakeClock) -> tuple[Device, list[str]]:
    """Switch the second factor on; returns device and recovery codes. The code used is spent."""
    keys = factor.derive_keys(scene.runtime.settings)
    device = Device(pyotp.random_base32(), clock)
    with scene.db.transaction() as session:
        codes = factor.enrol(
            session,
            staff_id=staff.id,
            secret=device.totp.secret,
            code=device.show(),
            keys=keys,
            now=clock.now,
        )
    clock.advance(minutes=2)
    return device, codes


@pytest.fixture
def device(scene: Scene, ben: Staff, clock: FakeClock) -> Device:
    return enrol(scene, ben, clock)[0]


def begin(visitor: TestClient, back: str = "") -> None:
    """Give the password; the code is asked for."""
    asked = visitor.post("/staff/login", data=GOOD | {"back": back})
    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/staff/login/code")
    assert COOKIE not in visitor.cookies


def give(visitor: TestClient, code: str) -> int:
    return visitor.post("/staff/login/code", data={"code": code}).status_code


def test_factor_is_set_up_by_its_owner(agent: TestClient, scene: Scene, clock: FakeClock) -> None:
    page = agent.get("/staff/account/factor").text
    assert "<svg" in page
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft is not None
    assert len(key) == 32
    device = Device(key, clock)
    wrong = agent.post("/staff/account/factor", data={"draft": draft[1], "code": "000000"})
    assert wrong.status_code == 422
    assert key[:4] in wrong.text  # the same secret: nobody scans twice
    done = agent.post("/staff/account/factor", data={"draft": draft[1], "code": device.show()})
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done.text)
    assert len(set(codes)) == 10
    account = agent.get("/staff/account").text
    assert "On since" in account
    assert "Recovery codes left: 10" in account
    again = agent.get("/staff/account/factor")
    assert (again.status_code, again.headers["Location"]) == (303, "/staff/account")
    with scene.db.session() as session:
        assert session.scalars(select(Staff)).one().factor_at == clock.now


def test_s32_draft_of_another_login_is_refused(client_of: ClientOf, clock: FakeClock) -> None:
    mine, theirs = client_of("agent"), client_of("agent", "Eve Else")
    page = theirs.get("/staff/account/factor").text
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft is not None
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    code = Device(key, clock).show()
    for forged in (draft[1], "", "x" * 90):
        answer = mine.post("/staff/account/factor", data={"draft": forged, "code": code})
        assert answer.status_code == 422
        assert "Begin again" in answer.text


def test_s32_login_asks_for_the_code_and_opens_nothing_before(
    visitor: TestClient, device: Device
) -> None:
    begin(visitor, back="/staff/tickets")
    assert visitor.get("/staff/").status_code == 303
    assert "six figures" in visitor.get("/staff/login/code").text
    done = visitor.post("/staff/login/code", data={"code": device.show(), "back": "/staff/tickets"})
    assert (done.status_code, done.headers["Location"]) == (303, "/staff/tickets")
    assert visitor.get("/staff/").status_code == 200
    assert STEP_COOKIE not in visitor.cookies


@pytest.mark.parametrize(("ago", "status"), [(0, 303), (1, 303), (-1, 303), (2, 401), (-2, 401)])
def test_s32_code_counts_one_step_to_either_side(
    visitor: TestClient, device: Device, ago: int, status: int
) -> None:
    begin(visitor)
    assert give(visitor, device.show(ago)) == status


@pytest.mark.parametrize("form", ["{0} {1}", " {0}-{1} ", "{2}"])
def test_code_is_read_as_people_type_it(visitor: TestClient, device: Device, form: str) -> None:
    begin(visitor)
    code = device.show()
    wide = code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert give(visitor, form.format(code[:3], code[3:], wide)) == 303


def test_s32_code_is_used_once(visitor: TestClient, device: Device, clock: FakeClock) -> None:
    begin(visitor)
    code = device.show()
    assert give(visitor, code) == 303
    begin(visitor_again := visitor_of(visitor))
    assert give(visitor_again, code) == 401
    clock.advance(seconds=30)
    assert give(visitor_again, code) == 401  # in the window still, but spent
    assert give(visitor_again, device.show()) == 303


def visitor_of(other: TestClient) -> TestClient:
    return TestClient(other.app, headers={"Origin": HOST}, follow_redirects=False)


def test_s32_code_of_before_is_spent_with_a_later_one(visitor: TestClient, device: Device) -> None:
    begin(visitor)
    assert give(visitor, device.show(-1)) == 303
    begin(other := visitor_of(visitor))
    assert give(other, device.show()) == 401


def test_s32_of_many_at_once_one_gets_in_with_a_code(
    runtime: Runtime, ben: Staff, device: Device
) -> None:
    keys, code = factor.derive_keys(runtime.settings), device.show()

    def check(_number: int) -> factor.Outcome:
        with runtime.db.transaction() as session:
            return factor.check_code(
                session, staff_id=ben.id, code=code, keys=keys, now=runtime.clock()
            )

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(check, range(5))) == ["right"] + ["wrong"] * 4


def test_s32_six_wrong_codes_lock_the_step(
    visitor: TestClient, device: Device, clock: FakeClock
) -> None:
    begin(visitor)
    assert [give(visitor, "000000") for _ in range(6)] == [401] * 6
    locked = visitor.post("/staff/login/code", data={"code": device.show()})
    assert locked.status_code == 429
    assert "wait a quarter of an hour" in locked.text
    begin(other := visitor_of(visitor))  # a new login changes nothing
    assert give(other, device.show()) == 429
    clock.advance(minutes=15)
    begin(other)
    assert give(other, device.show()) == 303


def test_s32_lock_holds_for_recovery_codes_too(
    visitor: TestClient, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    _device, codes = enrol(scene, ben, clock)
    begin(visitor)
    for number in range(6):
        assert give(visitor, f"aaaaa-aaaa{number}") == 401
    assert give(visitor, codes[0]) == 429


def test_s32_wrong_codes_are_forgotten_after_a_right_one(
    visitor: TestClient, device: Device, clock: FakeClock
) -> None:
    for _round in range(3):
        begin(other := visitor_of(visitor))
        assert [give(other, "000000") for _ in range(5)] == [401] * 5
        assert give(other, device.show()) == 303
        clock.advance(minutes=1)


def test_s32_half_done_login_dies_after_ten_minutes(
    visitor: TestClient, device: Device, clock: FakeClock
) -> None:
    begin(visitor)
    clock.advance(minutes=10)
    late = visitor.post("/staff/login/code", data={"code": device.show()})
    assert (late.status_code, late.headers["Location"]) == (303, "/staff/login?ended=1")
    assert COOKIE not in visitor.cookies


@pytest.mark.usefixtures("device")
def test_s32_code_alone_opens_nothing(visitor: TestClient, device: Device) -> None:
    for token in ("", "guessed"):
        visitor.cookies.set(STEP_COOKIE, token, domain="testserver.local", path="/staff")
        answer = visitor.post("/staff/login/code", data={"code": device.show()})
        assert answer.headers["Location"] == "/staff/login?ended=1"
        assert COOKIE not in visitor.cookies


def test_s32_recovery_code_is_used_once_and_kept_as_a_hash(
    visitor: TestClient, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    _device, codes = enrol(scene, ben, clock)
    with scene.db.session() as session:
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)
    begin(visitor)
    assert give(visitor, codes[3].upper().replace("-", " ")) == 303
    begin(other := visitor_of(visitor))
    assert give(other, codes[3]) == 401
    assert give(other, codes[4]) == 303
    assert "Recovery codes left: 8" in other.get("/staff/account").text


def test_s32_recovery_code_of_another_opens_nothing(
    visitor: TestClient, scene: Scene, device: Device, clock: FakeClock
) -> None:
    _other, codes = enrol(scene, scene.staff(name="Eve Else"), clock)
    begin(visitor)
    assert give(visitor, codes[0]) == 401


def test_s32_seed_is_sealed_and_never_shown_again(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    with scene.db.session() as session:
        staff = session.scalars(select(Staff)).one()
    device, codes = enrol(scene, staff, clock)
    with scene.db.session() as session:
        kept = session.scalars(select(StaffFactor)).one()
    assert device.totp.secret not in kept.sealed
    files = [path.read_bytes() for path in scene.runtime.settings.data.iterdir() if path.is_file()]
    for secret in (device.totp.secret, *codes):
        assert not [one for one in files if secret.encode() in one]
        assert secret not in agent.get("/staff/account").text
    keys = factor.derive_keys(scene.runtime.settings)
    assert factor.unseal(kept.sealed, key=keys.secrets, owner=f"staff:{staff.id}")
    with pytest.raises(Invalid):  # moved to another row it opens nothing
        factor.unseal(kept.sealed, key=keys.secrets, owner="staff:999")
    with pytest.raises(Invalid):
        factor.unseal(kept.sealed, key="0" * 64, owner=f"staff:{staff.id}")


def test_s32_new_password_by_link_leaves_the_factor(
    visitor: TestClient, client_of: ClientOf, device: Device, ben: Staff
) -> None:
    admin = client_of("admin", "Ada Boss")
    made = admin.post(f"/staff/team/{ben.id}/link").text
    path = re.search(r"/staff/setup/[\w-]+", made)
    assert path is not None
    new = "another quiet green lamp"
    done = visitor.post(path[0], data={"password": new})
    assert done.headers["Location"].startswith("/staff/login/code")
    assert COOKIE not in visitor.cookies
    assert give(visitor, "000000") == 401
    assert give(visitor, device.show()) == 303


@pytest.fixture
def rule(scene: Scene) -> None:
    """Agents must have a second factor."""
    with scene.db.transaction() as session:
        write_factor_roles(session, ["agent", "nonsense"])


@pytest.mark.usefixtures("rule")
def test_s32_who_must_have_a_factor_sees_nothing_before(
    client_of: ClientOf, scene: Scene, clock: FakeClock
) -> None:
    agent, chat = client_of("agent"), scene.conversation()
    for path in ("/staff/", "/staff/tickets", f"/staff/conversations/{chat}", "/staff/account"):
        answer = agent.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/account/factor")
    assert agent.post(f"/staff/conversations/{chat}/take").status_code == 303
    assert scene.read(chat).owner == "bot"
    page = agent.get("/staff/account/factor").text
    assert "must have one" in page
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft is not None
    code = Device(key, clock).show()
    assert agent.post("/staff/account/factor", data={"draft": draft[1], "code": code}).is_success
    assert agent.get("/staff/").status_code == 200
    refused = agent.post("/staff/account/factor/off")
    assert refused.status_code == 409
    assert "must have a second factor" in refused.text
    assert client_of("supervisor", "Sue Visor").get("/staff/").status_code == 200


def test_factor_is_switched_off_and_codes_are_renewed_by_their_owner(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    with scene.db.session() as session:
        staff = session.scalars(select(Staff)).one()
    _device, codes = enrol(scene, staff, clock)
    renewed = agent.post("/staff/account/factor/codes").text
    fresh = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", renewed)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    off = agent.post("/staff/account/factor/off")
    assert off.headers["Location"] == "/staff/account?done=factor_off"
    with scene.db.session() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
        assert session.scalars(select(StaffFactor)).all() == []
    assert agent.post("/staff/account/factor/off").status_code == 409
    assert agent.post("/staff/account/factor/codes").status_code == 409


def test_other_logins_end_when_a_factor_is_set_up(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    with scene.db.session() as session:
        staff = session.scalars(select(Staff)).one()
    scene.session(staff)
    page = agent.get("/staff/account/factor").text
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft is not None
    data = {"draft": draft[1], "code": Device(key, clock).show()}
    assert agent.post("/staff/account/factor", data=data).is_success
    with scene.db.session() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1
