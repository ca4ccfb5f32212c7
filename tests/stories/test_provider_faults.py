"""Every fault of every provider against whole tasks: none is lost, none is paid twice unasked, the ledger balances."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faulty import NAMES, Kind, kinds, trial

pytestmark = pytest.mark.story

SEED = 20_260_501
FEW, MANY = 8, 200
LOST = ("lost-answer", "timeout-after-accept", "reset-after-write")


@pytest.mark.parametrize("kind", kinds(), ids=str)
async def test_a_fault_loses_no_task_and_pays_no_line_twice(kind: Kind, tmp_path: Path) -> None:
    async with trial(kind, tmp_path, seed=SEED) as run:
        await run.until(FEW)
        assert run.site.struck[kind.fault] >= FEW


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", kinds(), ids=str)
async def test_two_hundred_of_a_fault_lose_no_task_and_pay_no_line_twice(kind: Kind, tmp_path: Path) -> None:
    async with trial(kind, tmp_path, seed=SEED + 1) as run:
        await run.until(MANY)
        assert run.site.struck[kind.fault] >= MANY


async def lose_answers(name: str, folder: Path, tasks: int) -> None:
    """One answer to a paid request in twenty is lost, in one of three ways."""
    async with trial(Kind(name, LOST[0], LOST[1:]), folder, seed=SEED) as run:
        await run.until(10**9, probability=0.05 / len(LOST), most=tasks)
        struck = sum(run.site.struck[fault] for fault in LOST)
        assert 0.02 * len(run.site.paid) < struck < 0.1 * len(run.site.paid)
        assert run.outcomes["done"] >= tasks


@pytest.mark.parametrize("name", NAMES)
async def test_with_one_answer_in_twenty_lost_nothing_is_paid_twice_unasked(name: str, tmp_path: Path) -> None:
    await lose_answers(name, tmp_path, 60)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
async def test_with_one_answer_in_twenty_lost_for_long_nothing_is_paid_twice_unasked(name: str, tmp_path: Path) -> None:
    await lose_answers(name, tmp_path, 2000)
