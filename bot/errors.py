"""Every error raised, in one tree, grouped by what is to be done about it.

TablereadError
|-- PersonMustMend          the person can change something and try again       exit 1
|   |-- ScriptRefused       nothing to perform, too long, not text
|   |-- UnknownVoice        no such voice; carries the nearest ones
|   |-- UnknownSpeaker      no such speaker in this script
|   |-- UnknownChoice       a provider, language, format or line that does not exist
|   |-- QuotaExceeded       the allowance does not cover it
|   |-- NoSuchTask          no task of this person has that id
|   |-- NotPossibleNow      the task is in a stage where that cannot be done
|   |-- FileRefused         a file cannot be read, or written where asked
|   |-- SegmentInvalid      the provider refused these words as input
|   `-- SegmentRefused      the provider refused these words by its policy
|-- TryLater                nothing is wrong with the request                   exit 3
|   |-- ProviderBusy        refused for now; carries when to come back
|   |-- ProviderDown        not reachable, or it failed before anything was taken
|   `-- ProviderFailed      took the work and failed at it
|-- OperatorMustMend        who runs the bot has to act                         exit 3, SettingWrong 2
|   |-- SettingWrong        a setting is missing or wrong; names it
|   |-- ProviderAuth        the key or cookie is not accepted
|   |-- ProviderNoCredits   the account with the provider is empty
|   |-- StoreUnusable       the database cannot be used (newer, corrupt, read-only, in use)
|   `-- AudioFailed         takes could not be decoded or mixed
|-- UnknownOutcome          a charge is possible and nobody can tell            exit 4
`-- Bug                     this is ours

An error carries a static `code` and fields that are safe to show to the person it concerns. What people wrote is
never in `args`: logs print `str(error)`, which is the code alone. The sentence for a code is in `bot.replies`.
"""

from __future__ import annotations

from collections.abc import Sequence


class TablereadError(Exception):
    """The root. `code` picks the sentence in `bot.replies`; `fields` fill it and are never logged."""

    exit_code = 3

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


class PersonMustMend(TablereadError):
    """The person can change something and try again."""

    exit_code = 1


class ScriptRefused(PersonMustMend):
    """The text holds nothing to perform, is too long, or is not text."""


class UnknownVoice(PersonMustMend):
    """No such voice. `nearest` are the names of those that come closest."""

    def __init__(self, asked: str, nearest: Sequence[str]) -> None:
        super().__init__("unknown_voice", asked=asked, nearest=tuple(nearest))
        self.nearest = tuple(nearest)


class UnknownSpeaker(PersonMustMend):
    """No such speaker in this script."""


class UnknownChoice(PersonMustMend):
    """A provider, language, format or line that does not exist; `allowed` in the fields lists what does."""


class QuotaExceeded(PersonMustMend):
    """The allowance does not cover it; the fields say which limit, how much is left and when it grows again."""


class NoSuchTask(PersonMustMend):
    """No task of this person has that id."""

    def __init__(self, task: str) -> None:
        super().__init__("no_such_task", task=task)


class NotPossibleNow(PersonMustMend):
    """The task is in a stage where that cannot be done."""


class FileRefused(PersonMustMend):
    """A file cannot be read, or cannot be written where it was asked for."""


class SegmentInvalid(PersonMustMend):
    """The provider does not accept these words as input. `turn` (0-based) says which, if it is known."""

    def __init__(self, code: str = "segment_invalid", *, turn: int | None = None) -> None:
        super().__init__(code, turn=turn)
        self.turn = turn


class SegmentRefused(PersonMustMend):
    """The provider's content policy refuses these words. `turn` (0-based) says which, if it is known."""

    def __init__(self, code: str = "segment_refused", *, turn: int | None = None) -> None:
        super().__init__(code, turn=turn)
        self.turn = turn


class TryLater(TablereadError):
    """Nothing is wrong with the request; it may work later. Nothing was charged for it."""


class ProviderBusy(TryLater):
    """Refused for now, in so many words. `retry_after` is seconds, if the provider said."""

    def __init__(self, code: str = "provider_busy", *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class ProviderDown(TryLater):
    """Not reachable, or failed before it took the work: nothing was paid."""


class ProviderFailed(TryLater):
    """Took the work and failed at it; it says that nothing was charged, or that it was given back."""


class OperatorMustMend(TablereadError):
    """Who runs the bot has to act."""


class SettingWrong(OperatorMustMend):
    """A setting is missing or wrong. `setting` is its name in the environment."""

    exit_code = 2

    def __init__(self, setting: str, allowed: str, code: str = "setting_wrong") -> None:
        super().__init__(code, setting=setting, allowed=allowed)


class ProviderAuth(OperatorMustMend):
    """The key, cookie or password is missing or not accepted."""


class ProviderNoCredits(OperatorMustMend):
    """The account with the provider has no credits left."""


class StoreUnusable(OperatorMustMend):
    """The database cannot be used: of a newer version, corrupt, read-only, full, or in use by another bot."""

    exit_code = 1


class AudioFailed(OperatorMustMend):
    """Takes could not be decoded or mixed. The paid takes are kept."""


class UnknownOutcome(TablereadError):
    """A paid request left and no answer tells whether it was taken. Never sent again by itself."""

    exit_code = 4


class Bug(TablereadError):
    """This is ours: something happened that cannot happen."""
