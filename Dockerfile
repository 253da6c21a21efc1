# Two stages: the first installs, the second only runs: not as root, and with nothing to write to but AJAR_HOME.
FROM python:3.13-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /opt/ajar
COPY requirements.lock ./
RUN python -m venv --without-pip .venv && \
    python -m pip --python .venv/bin/python install --require-hashes --requirement requirements.lock

COPY pyproject.toml LICENSE flows.yaml ./
COPY bot bot
# Editable: `flows.yaml` stays beside `bot/`, where a clone has it too.
RUN python -m pip --python .venv/bin/python install --no-deps --no-build-isolation --editable . && \
    python -m compileall -q bot


FROM python:3.13-slim-bookworm

# A number, so that an orchestrator can see that it is not root.
RUN groupadd --gid 10001 ajar && \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/ajar --shell /usr/sbin/nologin ajar && \
    install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/ajar
COPY --from=build /opt/ajar /opt/ajar

ENV AJAR_HOME=/var/lib/ajar \
    AJAR_HTTP_HOST=0.0.0.0 \
    AJAR_HTTP_PORT=8080 \
    PATH=/opt/ajar/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

WORKDIR /opt/ajar
USER 10001:10001
VOLUME ["/var/lib/ajar"]
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"AJAR_HTTP_PORT\"]}/healthz', timeout=4)"]

ENTRYPOINT ["ajar"]
CMD ["run"]
