# Sourced by ./check and ./demo, in the folder they lie in: the tools are there, and so are the packages of the lock file.

stop() {
  printf '%s\n' "$*" >&2
  exit 2
}

has_node() {
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }
}

has_node || stop "Node 20.19 or later is needed, found ${version:-none}: install it with your system's packages or a version manager, and run this again"
command -v npm >/dev/null 2>&1 || stop 'npm is needed and was not found: it comes with Node; install it and run this again'
command -v git >/dev/null 2>&1 || stop "git is needed and was not found: install it with your system's packages and run this again"

# The stamp is a copy of the lock file that was installed. npm takes it away with the folder, so an install that broke off leaves none.
stamp=node_modules/.installed-package-lock.json
if ! cmp -s package-lock.json "$stamp"; then
  printf 'installing packages\n' >&2
  npm ci --no-audit --no-fund --loglevel=error >&2 || stop 'the packages could not be installed: see above, and run this again'
  cp package-lock.json "$stamp"
fi
