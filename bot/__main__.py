"""The command line's entry point: `tableread` and `python -m bot`."""


def main() -> int:
    """Run the command line; answers the exit code."""
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
