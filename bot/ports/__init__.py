"""What the outside must offer, as small Protocols. A port is one conversation of five methods at most."""

from bot.ports.memory import *  # noqa: F403
from bot.ports.sound import *  # noqa: F403
from bot.ports.speech import *  # noqa: F403
from bot.ports.world import *  # noqa: F403
