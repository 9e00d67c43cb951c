#!/bin/sh
# Removes from node_modules what an image never runs: source maps, and the libraries of onnxruntime for other
# systems and processors. That is three quarters of a worker's packages. Run by the Dockerfile in the folder of node_modules.
set -eu
find node_modules -name '*.map' -type f -delete
for binaries in node_modules/onnxruntime-node/bin/napi-v*; do
  [ -d "$binaries" ] || continue
  find "$binaries" -mindepth 2 -maxdepth 2 -type d ! -path "*/linux/$(node -p process.arch)" -exec rm -r {} +
  find "$binaries" -mindepth 1 -maxdepth 1 -type d -empty -delete
done
