# The bot as a service: no root, nothing written but under /data.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home tableread && install -d -o tableread -g tableread /data
COPY --from=build /venv /venv
USER tableread
WORKDIR /home/tableread
ENV PATH=/venv/bin:$PATH TABLEREAD_HOME=/data PYTHONUNBUFFERED=1
VOLUME /data
ENTRYPOINT ["tableread"]
CMD ["run"]
