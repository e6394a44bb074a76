"""`python -m regulars` is `regulars`."""

from regulars.edges.cli.main import main

if __name__ == "__main__":
    main()
