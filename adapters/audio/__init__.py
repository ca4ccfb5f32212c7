"""Sound: decodes, measures, mixes and encodes, in child processes that hold nothing but the job."""
