"""ListenHub (Marswave): scripts spoken at once, podcasts from a subject, narration of a text or a link."""
