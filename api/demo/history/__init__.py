"""A year that never was: past days of the sample town, so that figures and plots have something
to show. Pure values from a seed (`shape`, `day`), written by COPY (`write`)."""
