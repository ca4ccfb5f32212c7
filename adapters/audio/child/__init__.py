"""What runs inside the child process: nothing of the bot is imported here, and the clock starts with `import av`."""
