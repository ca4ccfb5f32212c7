"""The memory: the storage ports of `bot.ports`, and audio files by content hash."""
