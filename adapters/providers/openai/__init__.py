"""Any server with `/v1/audio/speech`: OpenAI's own, those that copy it, and those that people host themselves."""
