# Finds a JDK and a Maven for the scripts beside it, which read this file after they have set $home and $state.

readonly needed_java=25 needed_maven=3.9.6 fetched_maven=3.9.11

say() { echo "bowsprit: $*" >&2; }
fail() {
  say "$@"
  exit 1
}

# major DIR: prints the feature release of the JDK in DIR, nothing if there is no JDK.
major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# find_jdk: sets JAVA_HOME to the first JDK that is new enough: the one chosen, the one on PATH, then the usual folders.
find_jdk() {
  local on_path dir version seen=()
  on_path=$(command -v javac) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
  for dir in "${JAVA_HOME-}" "$on_path" /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/local/*jdk* /usr/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -n "$dir" ] && version=$(major "$dir") && [ -n "$version" ] || continue
    if [ "$version" -ge "$needed_java" ]; then
      export JAVA_HOME=$dir
      return
    fi
    seen+=("$dir ($version)")
  done
  say "needs a JDK $needed_java or newer and finds none."
  [ ${#seen[@]} -eq 0 ] || say "Too old: ${seen[*]}"
  say "Install one (such as Eclipse Temurin $needed_java) below /usr/lib/jvm or /opt, or set JAVA_HOME to its folder."
  exit 1
}

# at_least VERSION NEEDED
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# find_maven: sets the array `maven` to the command of a Maven that is new enough; fetches one where the installed is not.
find_maven() {
  local installed=${MAVEN_HOME:+$MAVEN_HOME/bin/mvn} about version distribution cache
  [ -x "$installed" ] || installed=$(command -v mvn) ||
    fail "needs Maven and finds none. Install it (apt-get install maven; any version will do), or put mvn on PATH."
  # Asked from /, since a project's .mvn folder may hold options for newer releases only.
  about=$(cd / && "$installed" --version 2>&1 | sed 's/\x1b\[[0-9;]*m//g') || fail "$installed does not run: $about"
  version=$(sed -n 's/^Apache Maven \([0-9][^ ]*\).*/\1/p' <<< "$about")
  maven=("$installed")
  if ! at_least "$version" "$needed_maven"; then
    distribution=$(sed -n 's/^Maven home: //p' <<< "$about")
    cache=${XDG_CACHE_HOME:-${HOME:-$state}/.cache}/bowsprit
    maven=("$cache/apache-maven-$fetched_maven/bin/mvn")
    [ -x "${maven[0]}" ] || fetch_maven "$installed" "$version" "$cache"
    # What the installed Maven is told for the whole machine (mirrors, proxies) counts for the fetched one too.
    [ ! -r "$distribution/conf/settings.xml" ] || maven+=(--global-settings "$distribution/conf/settings.xml")
  fi
  # Libraries of Maven use what newer JDKs warn about; older ones do not know the option.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}"
  maven+=(--file "$home/pom.xml" --batch-mode --no-transfer-progress)
}

# fetch_maven INSTALLED VERSION CACHE: gets the Apache Maven distribution as an artifact, with the installed Maven.
fetch_maven() {
  local work log
  say "Maven $2 is too old (needed: $needed_maven); fetching Maven $fetched_maven"
  mkdir -p "$3" || fail "cannot make $3"
  work=$(mktemp -d "$3/fetch.XXXXXX") log=$work/log
  if (cd "$work" && "$1" --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    "-Dartifact=org.apache.maven:apache-maven:$fetched_maven:tar.gz:bin" "-DoutputDirectory=$work" > "$log" 2>&1) &&
    tar -xzf "$work/apache-maven-$fetched_maven-bin.tar.gz" -C "$work"; then
    # Another first run may have been faster; then its folder stays.
    mv -T "$work/apache-maven-$fetched_maven" "$3/apache-maven-$fetched_maven" 2> /dev/null || true
  else
    grep -E 'ERROR' "$log" | head -n 5 >&2
  fi
  rm -rf "$work"
  [ -x "$3/apache-maven-$fetched_maven/bin/mvn" ] ||
    fail "cannot fetch Maven $fetched_maven; install Maven $needed_maven or newer, or set MAVEN_HOME to one."
}
