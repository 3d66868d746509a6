# What it takes to build and run Signet: a JDK of 25 or later, and Maven; for the tests Node.js and
# Chromium as well. Sourced by ./signet and the Makefile. A function that finds nothing says in one line what to install, and fails.

# The major version of the JDK in a folder, or nothing. Reads what every JDK says of itself, as that is
# faster than starting it; a bare runtime without a compiler is none.
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

# The name of the AOT cache for java, the file with its options, and a jar. One for another jar, JDK or options
# has another name: the JVM itself does not see that a jar is another one, and would run the classes of the old
# (JDK-8377932).
aot_cache() {
  echo "signet-$(cat "${1%/bin/java}/release" "$2" "$3" | cksum | tr ' ' -).aot"
}

# Finds Maven, or installs it where we may.
need_maven() {
  if ! command -v mvn >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing Maven …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends maven; } >/dev/null 2>&1 || :
  fi
  if ! command -v mvn >/dev/null; then
    echo 'Signet is built with Maven 3.8 or later: install it (your system'\''s package maven).' >&2
    return 1
  fi
  # Maven's own libraries do what Java warns of, and nobody here can change that. One of them resets the colours
  # of a terminal when it ends, also where the output is not a terminal and there were no colours.
  MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djansi.noreset=true ${MAVEN_OPTS:-}"
  export MAVEN_OPTS
}

# Finds Node.js and npm, or installs them where we may: the tests run an OAuth client in JavaScript.
need_node() {
  if ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing Node.js …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends nodejs npm; } >/dev/null 2>&1 || :
  fi
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo 'The tests run an OAuth client in JavaScript: install Node.js 20 or later, with npm.' >&2
    return 1
  fi
}

# Finds PyJWT, or installs it where we may: the tests check tokens with a library in Python.
need_pyjwt() {
  if ! /usr/bin/python3 -c 'import jwt, cryptography' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing PyJWT …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends python3-jwt python3-cryptography; } >/dev/null 2>&1 || :
  fi
  if ! /usr/bin/python3 -c 'import jwt, cryptography' 2>/dev/null; then
    echo 'The tests check tokens with PyJWT: install Python 3 with it (your system'\''s package python3-jwt).' >&2
    return 1
  fi
}

# Finds Chromium, or installs it where we may: the tests look at the console in a real browser.
need_chromium() {
  for candidate in "${CHROMIUM:-/none}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    [ -x "$candidate" ] && return 0
  done
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing Chromium …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends chromium; } >/dev/null 2>&1 || :
  fi
  if [ ! -x /usr/bin/chromium ]; then
    echo 'The tests look at the console in Chromium: install it (your system'\''s package chromium), or set CHROMIUM to it.' >&2
    return 1
  fi
}

# Finds nginx and Apache, or installs them where we may: a test puts them in front of the server. Apache comes without the
# package that would start it.
need_proxies() {
  PATH=$PATH:/usr/sbin
  if { ! command -v nginx || ! command -v apache2; } >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing nginx and Apache …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends nginx apache2-bin; } >/dev/null 2>&1 || :
  fi
  if ! command -v nginx >/dev/null || ! command -v apache2 >/dev/null; then
    echo 'A test puts nginx and Apache in front of the server: install them (Debian'\''s packages nginx and apache2-bin).' >&2
    return 1
  fi
}

# Finds HAProxy, or installs it where we may: tests put it in front of the server, and restart two nodes behind it.
need_haproxy() {
  if ! command -v haproxy >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo 'Installing HAProxy …' >&2
    { apt-get update && apt-get install --yes --no-install-recommends haproxy; } >/dev/null 2>&1 || :
  fi
  if ! command -v haproxy >/dev/null; then
    echo 'Tests run the server behind HAProxy: install it (your system'\''s package haproxy).' >&2
    return 1
  fi
}
