# Images of inkroom, one target each: gateway, web, worker-cpu, worker-gpu. docker-compose.yml builds and runs them.
#
# Every target starts from a bare Node, gets the production packages of its own workspace and nothing else, and what the
# `build` stage compiled. All run as an ordinary user.

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
# @tensorflow/tfjs-node-gpu 4.22 needs a Node before 23. Its libtensorflow 2.9 is made for CUDA 11 and cuDNN 8.
ARG GPU_NODE_IMAGE=docker.io/library/node:22-bookworm-slim
ARG CUDA_IMAGE=docker.io/nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04

# What npm needs to know: every workspace's package.json. The next stage copies what is left here, and a copy is known by what
# is in it: a change in sources installs nothing. COPY --parents would name them in one line, but asks for a Dockerfile syntax
# (1.20) that many builders, Podman's among them, do not have.
FROM ${NODE_IMAGE} AS sources
WORKDIR /app
COPY packages packages
COPY apps apps
RUN find packages apps -type f ! -name package.json -delete && find packages apps -type d -empty -delete

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY --from=sources /app ./

FROM manifests AS install
RUN npm ci
COPY tsconfig.json tsconfig.base.json ./
COPY packages packages
COPY apps apps
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1

# All that a workspace's package.json lists as its files, of all workspaces: together they are small, and images share the layer.
FROM install AS build
RUN node node_modules/typescript/bin/tsc -b \
  && mkdir /compiled && cp -r --parents packages/*/dist packages/*/lua packages/*/models apps/*/dist /compiled

FROM build AS build-web
# What every path begins with, such as /ink. The gateway is told the same when it starts.
ARG BASE_PATH=
RUN npm run build --workspace @inkroom/web && mkdir -p apps/web/public

FROM manifests AS gateway-packages
COPY scripts/prune-packages.sh scripts/
RUN npm ci --omit=dev --workspace @inkroom/gateway && scripts/prune-packages.sh

FROM manifests AS worker-cpu-packages
COPY scripts/prune-packages.sh scripts/
RUN npm ci --omit=dev --workspace @inkroom/worker-cpu && scripts/prune-packages.sh

FROM ${GPU_NODE_IMAGE} AS worker-gpu-packages
WORKDIR /app
COPY --from=manifests /app ./
COPY scripts/prune-packages.sh scripts/
RUN npm ci --omit=dev --workspace @inkroom/worker-gpu && scripts/prune-packages.sh
# The native part (libtensorflow, some 400 MB) comes from storage.googleapis.com. Without it the image still builds with
# --build-arg TFJS_GPU=0, and its worker says at start what it misses.
ARG TFJS_GPU=1
RUN if [ "$TFJS_GPU" = 1 ]; then \
      cd node_modules/@tensorflow/tfjs-node-gpu \
      && PATH="/app/node_modules/.bin:$PATH" node scripts/install.js gpu download; \
    fi

FROM ${NODE_IMAGE} AS runtime
WORKDIR /app
ENV NODE_ENV=production
COPY deploy/healthcheck.mjs ./
USER node

FROM runtime AS gateway
COPY --from=gateway-packages /app ./
COPY --from=build /compiled ./
EXPOSE 3000
CMD ["node", "apps/gateway/dist/main.js"]

FROM runtime AS web
# Next's standalone build holds the packages that it traced; static files are served from beside it.
COPY --from=build-web /app/apps/web/.next/standalone ./
COPY --from=build-web /app/apps/web/.next/static apps/web/.next/static
COPY --from=build-web /app/apps/web/public apps/web/public
# Next listens on HOSTNAME, which a container sets to its own id.
ENV HOSTNAME=0.0.0.0 PORT=3000 NEXT_TELEMETRY_DISABLED=1
# For the health check.
ARG BASE_PATH=
ENV BASE_PATH=${BASE_PATH}
EXPOSE 3000
CMD ["node", "apps/web/server.js"]

FROM runtime AS worker-cpu
COPY --from=worker-cpu-packages /app ./
COPY --from=build /compiled ./
ENV INKROOM_CACHE_DIR=/tmp/inkroom HEALTH_PORT=3000
# A volume mounted there takes over whose folder it is.
RUN mkdir /tmp/inkroom
CMD ["node", "apps/worker-cpu/dist/main.js"]

FROM ${GPU_NODE_IMAGE} AS gpu-node
FROM ${CUDA_IMAGE} AS worker-gpu
COPY --from=gpu-node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=worker-gpu-packages /app ./
COPY --from=build /compiled ./
COPY deploy/healthcheck.mjs ./
ENV NODE_ENV=production INKROOM_CACHE_DIR=/tmp/inkroom HEALTH_PORT=3000
# A CUDA image has no user of its own; a number needs no entry in its passwd.
USER 1000:1000
RUN mkdir /tmp/inkroom
CMD ["node", "apps/worker-gpu/dist/main.js"]
