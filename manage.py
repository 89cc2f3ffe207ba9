#!/usr/bin/env python3
"""Django's command line. Commands that change the schema act as the owner role, all others as the web role."""

import os
import sys

OWNER_COMMANDS = {"migrate", "load_demo", "createcachetable", "sqlmigrate", "showmigrations", "makemigrations"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("HOLDFAST_PROCESS", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
