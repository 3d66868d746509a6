# What it takes to build and run Signet: a JDK of 25 or later, and Maven; for the tests Node.js, PyJWT, Chromium and proxies
# as well. Sourced by ./signet, the Makefile and bench/run. A function that does not find its tool prints one line on what
# to install, and fails.

# The major version of the JDK in a folder, or nothing. Reads the JDK's release file, which is
# faster than starting it; a runtime without a compiler does not count.
jdk_version() {
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# Sets JAVA_HOME: to itself where it is new enough, else to the JDK behind `java` on the PATH, else to
# one in the places where systems put them.
need_jdk() {
  on_path=$(command -v java) && on_path=$(readlink -f "$on_path") || on_path=/none/bin/java
  for candidate in "${JAVA_HOME:-/none}" "${on_path%/bin/java}" \
      /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    found=$(jdk_version "$candidate") || continue
    if [ "${found:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo 'Signet needs a JDK 25: install one (Temurin from https://adoptium.net, or your system'\''s openjdk-25-jdk) or set JAVA_HOME to it.' >&2
  return 1
}

# The name of the AOT cache for java, the file with its options, and a jar. It differs for each jar, JDK and set of
# options: the JVM itself does not notice that a jar was replaced, and would run the old classes (JDK-8377932).
aot_cache() {
  echo "signet-$(cat "${1%/bin/java}/release" "$2" "$3" | cksum | tr ' ' -).aot"
}

# Makes a check succeed by installing packages where this user may, as root on Debian-like systems.
# need CHECK NAME PACKAGES SENTENCE
need() {
  if ! $1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $2 …" >&2
    # Unquoted on purpose: it is a list of packages.
    # shellcheck disable=SC2086
    { apt-get update && apt-get install --yes --no-install-recommends $3; } >/dev/null 2>&1 || :
  fi
  if ! $1; then
    echo "$4" >&2
    return 1
  fi
}

has_maven() { command -v mvn >/dev/null; }
need_maven() {
  need has_maven Maven maven \
    "Signet is built with Maven 3.8 or later: install it (your system's package maven)." || return 1
  # Maven's own libraries cause warnings of Java, which cannot be fixed here. One of them resets the colours of
  # a terminal when it ends, even if the output is not a terminal.
  MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djansi.noreset=true ${MAVEN_OPTS:-}"
  export MAVEN_OPTS
}

# The tests run OAuth clients in JavaScript.
has_node() { command -v node >/dev/null && command -v npm >/dev/null; }
need_node() {
  need has_node Node.js 'nodejs npm' \
    'The tests run OAuth clients in JavaScript: install Node.js 20 or later, with npm.'
}

# The tests check tokens with a library in Python.
has_pyjwt() { /usr/bin/python3 -c 'import jwt, cryptography' 2>/dev/null; }
need_pyjwt() {
  need has_pyjwt PyJWT 'python3-jwt python3-cryptography' \
    "The tests check tokens with PyJWT: install Python 3 with it (your system's package python3-jwt)."
}

# The tests open the console in a real browser.
has_chromium() {
  for candidate in "${CHROMIUM:-/none}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    [ -x "$candidate" ] && return 0
  done
  return 1
}
need_chromium() {
  need has_chromium Chromium chromium \
    "The tests look at the console in Chromium: install it (your system's package chromium), or set CHROMIUM to it."
}

# A test puts proxies in front of the server. Apache comes without the package that would start it.
has_proxies() { command -v nginx >/dev/null && command -v apache2 >/dev/null; }
need_proxies() {
  PATH=$PATH:/usr/sbin
  need has_proxies 'nginx and Apache' 'nginx apache2-bin' \
    "A test puts nginx and Apache in front of the server: install them (Debian's packages nginx and apache2-bin)."
}

# Tests put HAProxy in front of the server, and restart two nodes behind it.
has_haproxy() { command -v haproxy >/dev/null; }
need_haproxy() {
  need has_haproxy HAProxy haproxy \
    "Tests run the server behind HAProxy: install it (your system's package haproxy)."
}

# The bench's load comes from wrk.
has_wrk() { command -v wrk >/dev/null; }
need_wrk() {
  need has_wrk wrk wrk "The load comes from wrk 4: install it (your system's package wrk)."
}
