# The entry points of this repository. Maven does the work; this finds the JDK for it and names the tasks.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# From Maven's output: the running step, the results of tests, warnings and errors.
QUIETLY := -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
  -Dorg.slf4j.simpleLogger.log.org.apache.maven.cli.event.ExecutionEventLogger=info \
  -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire.SurefireMojo=info
TOOLS := . bin/toolchain.sh && need_jdk && need_maven
MVN := $(TOOLS) && MAVEN_OPTS="$$MAVEN_OPTS $(QUIETLY)" mvn -ntp

.PHONY: help
help:
	@awk -F': ' '/^## / { door = substr($$1, 4); sub(/^[^:]*: /, ""); printf "  make %-20s%s\n", door, $$0 }' Makefile

## run: builds what is missing and starts the server in dev posture on port 8080
.PHONY: run
run:
	@exec ./signet dev --port 8080

## check: format, warnings as errors, tests on both databases, client library, benchmarks, archive; CI runs the speed guard after it
.PHONY: check
check:
	@. bin/toolchain.sh && need_node && need_pyjwt && need_chromium && need_haproxy && need_proxies
	@mkdir -p target && touch target/check-began
	@$(MVN) spotless:check verify || { bin/failed-tests target; exit 1; }
	@$(MVN) -f client/pom.xml spotless:check verify || { bin/failed-tests client/target; exit 1; }
	@$(MVN) -f bench/pom.xml spotless:check verify
	@$(MAKE) --no-print-directory dist-try

## test T=Suspension: one test class (…Test may be left out); D=postgresql for the other database
## test T=client/Token: one of the client library
.PHONY: test
test:
	@test -n '$(T)' || { echo 'Which one? make test T=Suspension (make check runs them all)' >&2; exit 1; }
	@$(if $(filter client/%,$(T)),$(TOOLS) && mvn -q -ntp -Dmaven.test.skip=true package)
	@$(MVN) $(if $(filter client/%,$(T)),-f client/pom.xml) test \
	  -Dtest='$(T:client/%=%)$(if $(findstring Test,$(T)),,Test)' -Dtest.database=$(or $(D),sqlite)

## bench: Signet beside its peers and alone; writes docs/performance.md (an hour)
## bench-quick: Signet alone, in two minutes
## bench-guard: fails when tokens have become slower by a third (a minute and more)
## bench-scale: a million agents and their audit log beside an empty server
## bench-soak: ten minutes of full load: does the memory stay constant, and is every request answered?
.PHONY: bench bench-quick bench-guard bench-scale bench-soak
bench:
	@exec bench/run --publish
bench-quick:
	@exec bench/run --quick
bench-guard:
	@exec bench/run --guard
bench-scale:
	@exec bench/run --scale
bench-soak:
	@exec bench/run --soak

## failover: two nodes while PostgreSQL fails over; R=20 runs of each scenario; writes docs/performance.md (half an hour)
.PHONY: failover
failover:
	@. bin/toolchain.sh && need_haproxy
	@$(MVN) test -Dtest=FailoverTest,RollingRestartTest -Dtest.database=postgresql -Dsignet.failover.runs=$(or $(R),20) \
	  -Dsignet.docs.write=true

## dist: the archive that holds all of Signet, a Java runtime among it: target/dist/signet-….tar.gz
## dist-try: makes the archive, and gets a token from it in another folder, with nothing else of this machine
.PHONY: dist dist-try
dist:
	@exec bin/dist
dist-try: dist
	@. bin/toolchain.sh && need_jdk && exec "$$JAVA_HOME/bin/java" -XX:+UseSerialGC bin/TryDist.java target/dist/signet-*.tar.gz

## fixture: writes the rows of today's tables that ReleasedTablesTest restores; once before each release
.PHONY: fixture
fixture:
	@$(MVN) test -Dtest=ReleasedTablesTest -Dtest.database=sqlite -Dsignet.fixture.write=true

## console-shots: takes the pictures of docs/console.md again
.PHONY: console-shots
console-shots:
	@. bin/toolchain.sh && need_chromium
	@$(MVN) test -Dtest=DocumentScreenshotsTest -Dsignet.docs.write=true

## format: formats all Java
.PHONY: format
format:
	@$(TOOLS) && mvn -q -ntp spotless:apply && mvn -q -ntp -f client/pom.xml spotless:apply

## clean: removes what was built (never a data folder)
.PHONY: clean
clean:
	@rm -rf target client/target samples/*/target samples/*/node_modules
