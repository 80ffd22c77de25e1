"""The mails of the outbox folder, read back."""

from pathlib import Path
from typing import Any

from frontdesk.shop.mailbox import read_mails
from kernel.mail import FolderMailer, Mail


def test_newest_mails_come_first_when_there_are_many(tmp_path: Path, clock: Any) -> None:
    mailer = FolderMailer(tmp_path, sender="shop@example.com", clock=clock)
    for subject in ("first", "second", "third", "fourth"):
        mailer.send(Mail("a@example.com", subject, "text"))
        clock.advance(minutes=1)
    subjects = [mail["subject"] for mail in read_mails(tmp_path, limit=3)]
    assert subjects == ["fourth", "third", "second"]


def test_mail_is_shown_whole_when_it_holds_other_scripts(tmp_path: Path, clock: Any) -> None:
    mailer = FolderMailer(tmp_path, sender="shop@example.com", clock=clock)
    mailer.send(Mail("yu@example.com", "您的验证码", "验证码：493027\n\n<b>不是标签</b>"))
    (mail,) = read_mails(tmp_path)
    assert (mail["to"], mail["subject"]) == ("yu@example.com", "您的验证码")
    assert mail["text"] == "验证码：493027\n\n<b>不是标签</b>"
    assert mail["at"] == clock.now.isoformat()


def test_nothing_is_shown_when_the_folder_is_absent_or_a_file_is_no_mail(tmp_path: Path) -> None:
    assert read_mails(tmp_path / "outbox") == []
    (tmp_path / "odd.eml").write_bytes(b"\xff\xfe not a mail")
    (tmp_path / "half.part").write_bytes(b"Subject: half")
    (tmp_path / "gone.eml").symlink_to(tmp_path / "cleared away")
    (mail,) = read_mails(tmp_path)
    assert (mail["id"], mail["subject"], mail["at"]) == ("odd", "", "")
