"""Every sentence the bot says, as values; chat platforms render them."""
