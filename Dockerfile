# One image for web, worker, scheduler and migrations; compose names the command.
FROM node:24-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim AS build
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.8
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-default-groups --no-install-project
COPY . .
COPY --from=pages /app/node_modules node_modules
# Static files and message catalogues are made here; this reads the settings and connects to nothing.
RUN uv sync --frozen --no-default-groups \
    && export DATABASE_URL=postgresql:///none REDIS_URL=redis://none \
    && .venv/bin/python tools/vendor.py var/vendor \
    && rm -r node_modules \
    && .venv/bin/python manage.py compile_messages \
    && .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim
COPY tools/system_packages.sh /tmp/
RUN /tmp/system_packages.sh pdf \
    && rm -rf /var/lib/apt/lists/* /tmp/system_packages.sh \
    && useradd --system throughline \
    && install -d -o throughline /var/lib/throughline/run
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_ENV=production THROUGHLINE_VAR=/var/lib/throughline
USER throughline
VOLUME /var/lib/throughline
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000"]
