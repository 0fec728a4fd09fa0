#!/bin/sh
# Two pairs of keys: the private ones go into the secrets of CI and of the review tool, the public ones into the repository.
set -eu
mkdir -p keys
openssl genpkey -algorithm ed25519 -out ci.key
openssl pkey -in ci.key -pubout -out keys/ci.pub
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out reviews.key
openssl pkey -in reviews.key -pubout -out keys/reviews.pub
