#!/bin/sh
# What CI does with a commit: test it, and sign that it passed. What the review tool does: sign that it was reviewed.
set -eu
commit=$(git rev-parse HEAD)
node tests/unit.js
${PLIMSOLL:-plimsoll} evidence sign --kind tests --key ci.key --commit "$commit"
${PLIMSOLL:-plimsoll} evidence sign --kind review --key reviews.key --commit "$commit" \
  --verifier https://reviews.acme.test --property CODE_REVIEWED
${PLIMSOLL:-plimsoll} evidence check --commit "$commit"
