"""The demo's shared time; production refuses to start where it has a row."""

from tortoise import migrations
from tortoise.migrations import operations as ops

DEMO_CLOCK = """
CREATE TABLE demo_clock (
  only_one boolean PRIMARY KEY DEFAULT true CONSTRAINT demo_clock_only_one CHECK (only_one),
  base timestamptz NOT NULL,
  started timestamptz NOT NULL,
  speed double precision NOT NULL CONSTRAINT demo_clock_speed CHECK (speed BETWEEN 0 AND 3600)
);
"""


class Migration(migrations.Migration):
    """The clock of the demo."""

    dependencies = [("termin", "0002_rules")]
    operations = [ops.RunSQL(DEMO_CLOCK)]
