"""ElevenLabs text to dialogue: a run of lines in one request, answered with the audio and where each line is in it."""
