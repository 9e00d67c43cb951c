# Images of inkroom, one target each: gateway, web, worker-cpu, worker-gpu. docker-compose.yml builds and runs them.
#
# Every target starts from a bare Node, gets the production packages of its own workspace and nothing else, and what the
# `build` stage compiled. All run as an ordinary user.

ARG NODE_IMAGE=docker.io/library/node:22-bookworm-slim
# libtensorflow 2.9, which @tensorflow/tfjs-node-gpu 4.22 brings, is made for CUDA 11 and cuDNN 8.
ARG CUDA_IMAGE=docker.io/nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04

# What npm needs to know: every workspace's package.json. Sources come later, so that a change in them installs nothing.
# One by one, here and where images get what was compiled: a COPY with a wildcard loses the folders, and one of all of packages
# would install again with every change. scripts/lib/workspaces.test.ts holds both to the workspaces that there are.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/shared/package.json packages/shared/
COPY packages/store/package.json packages/store/
COPY packages/exchange/package.json packages/exchange/
COPY packages/engine/package.json packages/engine/
COPY packages/worker/package.json packages/worker/
COPY packages/client/package.json packages/client/
COPY apps/gateway/package.json apps/gateway/
COPY apps/worker-cpu/package.json apps/worker-cpu/
COPY apps/worker-gpu/package.json apps/worker-gpu/
COPY apps/web/package.json apps/web/

FROM manifests AS build
RUN npm ci
COPY tsconfig.json tsconfig.base.json ./
COPY packages packages
COPY apps apps
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
RUN node node_modules/typescript/bin/tsc -b \
  && npm run build --workspace @inkroom/web \
  && mkdir -p apps/web/public

FROM manifests AS gateway-packages
COPY scripts/prune-packages.sh scripts/
RUN npm ci --omit=dev --workspace @inkroom/gateway && scripts/prune-packages.sh

FROM manifests AS worker-cpu-packages
COPY scripts/prune-packages.sh scripts/
RUN npm ci --omit=dev --workspace @inkroom/worker-cpu && scripts/prune-packages.sh

FROM manifests AS worker-gpu-packages
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
USER node

FROM runtime AS gateway
COPY --from=gateway-packages /app ./
COPY --from=build /app/packages/shared/dist packages/shared/dist
COPY --from=build /app/packages/store/dist packages/store/dist
COPY --from=build /app/packages/store/lua packages/store/lua
COPY --from=build /app/packages/exchange/dist packages/exchange/dist
COPY --from=build /app/apps/gateway/dist apps/gateway/dist
EXPOSE 4000
CMD ["node", "apps/gateway/dist/main.js"]

FROM runtime AS web
# Next's standalone build holds the packages that it traced; static files are served from beside it.
COPY --from=build /app/apps/web/.next/standalone ./
COPY --from=build /app/apps/web/.next/static apps/web/.next/static
COPY --from=build /app/apps/web/public apps/web/public
# Next listens on HOSTNAME, which a container sets to its own id.
ENV HOSTNAME=0.0.0.0 PORT=3000 NEXT_TELEMETRY_DISABLED=1
EXPOSE 3000
CMD ["node", "apps/web/server.js"]

FROM runtime AS worker-cpu
COPY --from=worker-cpu-packages /app ./
COPY --from=build /app/packages/shared/dist packages/shared/dist
COPY --from=build /app/packages/store/dist packages/store/dist
COPY --from=build /app/packages/store/lua packages/store/lua
COPY --from=build /app/packages/exchange/dist packages/exchange/dist
COPY --from=build /app/packages/engine/dist packages/engine/dist
COPY --from=build /app/packages/engine/models packages/engine/models
COPY --from=build /app/packages/worker/dist packages/worker/dist
COPY --from=build /app/apps/worker-cpu/dist apps/worker-cpu/dist
ENV INKROOM_CACHE_DIR=/tmp/inkroom INKROOM_ALIVE_FILE=/tmp/inkroom-alive
# A volume mounted there takes over whose folder it is.
RUN mkdir /tmp/inkroom
CMD ["node", "apps/worker-cpu/dist/main.js"]

FROM ${NODE_IMAGE} AS node
FROM ${CUDA_IMAGE} AS worker-gpu
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=worker-gpu-packages /app ./
COPY --from=build /app/packages/shared/dist packages/shared/dist
COPY --from=build /app/packages/store/dist packages/store/dist
COPY --from=build /app/packages/store/lua packages/store/lua
COPY --from=build /app/packages/exchange/dist packages/exchange/dist
COPY --from=build /app/packages/engine/dist packages/engine/dist
COPY --from=build /app/packages/engine/models packages/engine/models
COPY --from=build /app/packages/worker/dist packages/worker/dist
COPY --from=build /app/apps/worker-gpu/dist apps/worker-gpu/dist
ENV NODE_ENV=production INKROOM_CACHE_DIR=/tmp/inkroom INKROOM_ALIVE_FILE=/tmp/inkroom-alive
# A CUDA image has no user of its own; a number needs no entry in its passwd.
USER 1000:1000
RUN mkdir /tmp/inkroom
CMD ["node", "apps/worker-gpu/dist/main.js"]
