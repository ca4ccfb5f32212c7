"""The table of speech providers: the name in the settings -> how to make one."""
