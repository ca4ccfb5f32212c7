"""The table of forms: every way people write a script, one file each."""
