"""Lengths, amounts and loudness in words."""

from __future__ import annotations

from bot.task import Loudness, Price, PriceKind


def length(seconds: float) -> str:
    """Seconds as minutes and seconds: 0:07, 12:40, 1:02:05."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def amount_of(credits: int) -> str:
    """An amount of credits in words."""
    if not credits:
        return "free"
    return "1 credit" if credits == 1 else f"{credits:,} credits".replace(",", " ")


def price(cost: Price) -> str:
    """A price in words, saying how sure it is."""
    if cost.kind is PriceKind.UNKNOWN:
        return "price not known before" if not cost.credits else f"{amount_of(cost.credits)} or more"
    return amount_of(cost.credits) if cost.kind is PriceKind.EXACT else f"about {amount_of(cost.credits)}"


def loudness_of(measured: Loudness) -> str:
    """Integrated loudness in words; nothing for silence, which has none."""
    return "" if measured.lufs is None else f"{measured.lufs:.1f} LUFS"
