"""Reading what people wrote: text in, a Script of turns and cues out."""
