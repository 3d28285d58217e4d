"""The command line: `termin COMMAND`."""

from __future__ import annotations

import click

from api.commands import Commands


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="termin")
def main() -> None:
    """Appointments, queues and staff planning for municipal citizen offices.

    Settings come from the environment (TERMIN_…); see docs/reference/settings.md.
    """


if __name__ == "__main__":
    main()
