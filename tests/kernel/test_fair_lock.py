"""The lock is handed on in order, also from one thread to another; who waits too long is told."""

import threading
import time

import pytest

from kernel.fair_lock import FairLock


def test_it_is_handed_on_in_the_order_of_asking() -> None:
    lock, order, threads = FairLock(), list[int](), list[threading.Thread]()

    def wait(number: int) -> None:
        with lock.taken(seconds=10):
            order.append(number)

    with lock.taken(seconds=1):
        for number in range(8):
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert not lock._is_taken


def test_one_that_takes_it_again_at_once_keeps_nobody_out() -> None:
    lock, is_over, rounds = FairLock(), threading.Event(), list[int]()

    def hog() -> None:
        while not is_over.is_set():
            with lock.taken(seconds=10):
                rounds.append(1)
                time.sleep(0.002)

    thread = threading.Thread(target=hog)
    thread.start()
    try:
        for _ in range(20):
            before = len(rounds)
            with lock.taken(seconds=10):
                assert len(rounds) - before <= 2  # the round that runs, and one that came before
    finally:
        is_over.set()
        thread.join()


def test_who_waits_too_long_is_told_and_is_in_nobodys_way() -> None:
    lock = FairLock()
    with lock.taken(seconds=1):
        with pytest.raises(TimeoutError, match="did not come"), lock.taken(seconds=0.02):
            raise AssertionError("it was taken twice")
        assert not lock._waiting
    with lock.taken(seconds=1):
        assert lock._is_taken
    assert not lock._is_taken


def test_it_may_be_left_in_another_thread() -> None:
    lock = FairLock()
    held = lock.taken(seconds=1)
    held.__enter__()
    thread = threading.Thread(target=lambda: held.__exit__(None, None, None))
    thread.start()
    thread.join()
    with lock.taken(seconds=1):
        assert lock._is_taken
