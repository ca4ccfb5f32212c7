"""The one place that knows every concrete class: settings in, a bot that is wired up out."""

from __future__ import annotations
