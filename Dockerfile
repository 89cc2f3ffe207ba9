# The image of web, worker, beat and migrate. No server of the embedded kind, no compiler, no test tool is in it.
FROM python:3.11-slim-bookworm AS libraries
COPY requirements/production.lock /tmp/production.lock
RUN python -m venv /opt/holdfast \
    && /opt/holdfast/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: --requirement /tmp/production.lock

FROM python:3.11-slim-bookworm
# What WeasyPrint draws text with; pip cannot bring it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin holdfast \
    && install --directory --owner holdfast --group holdfast --mode 0750 /var/lib/holdfast
COPY --from=libraries /opt/holdfast /opt/holdfast
WORKDIR /srv/holdfast
COPY manage.py ./
COPY recovery recovery
COPY plans plans
COPY assurance assurance
COPY governance governance
COPY templates templates
COPY static static
RUN python -m compileall -q .
ENV PATH=/opt/holdfast/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOLDFAST_STATE=/var/lib/holdfast \
    XDG_CACHE_HOME=/tmp/cache
USER 10001:10001
VOLUME /var/lib/holdfast
EXPOSE 8000
# /dev/shm: gunicorn's heartbeat must not wait for a disk. Behind a proxy that ends TLS; it alone may speak for clients.
CMD ["gunicorn", "recovery.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--max-requests", "2000", "--max-requests-jitter", "200"]
