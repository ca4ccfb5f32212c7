from pathlib import Path

import pytest

from tests.crash.kills import kill_again_and_again


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [1, 2])
def test_fifteen_kills_lose_nothing_pay_nothing_twice_and_tell_each_person_once(tmp_path: Path, seed: int) -> None:
    verdict = kill_again_and_again(tmp_path, kills=15, seed=seed)

    assert verdict.at_boundaries >= 3
    assert verdict.tasks >= 15
    assert (verdict.lost, verdict.paid_twice, verdict.told_not_once, verdict.unbalanced) == ([], [], [], [])
