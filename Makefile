.PHONY: build mcpb packages test race update check e2e conformance bench properties soak torture fuzz
build: ## the binary, in bin/
	go build -trimpath -o bin/jumpgate ./cmd/jumpgate

test: ## what the README says: no network but loopback, no account
	go test ./...

race:
	go test -race ./...

update: ## regenerate the tool snapshots, their sentences and plans, docs/tools.md, config.schema.json and the demo in the README
	go test ./tools -run 'TestSnapshots|TestToolsPage|TestTheSentencesOf|TestThePlansOf' -update
	go test ./cmd/jumpgate -run 'TestTheReadmeShowsWhatTheDemoPrints|TestTheSchemaOfTheConfiguration' -update

check: ## vet and formatting
	go vet ./...
	test -z "$$(gofmt -l .)"

e2e: build ## other people's clients against the built binary, both transports; and an OpenID Connect provider before it
	sh cmd/jumpgate/e2e/run.sh bin/jumpgate

conformance: build ## the official conformance suite against the built binary and the fixture, over HTTP
	sh cmd/jumpgate/conformance/run.sh bin/jumpgate

mcpb: ## a bundle for Claude Desktop, bin/jumpgate.mcpb, judged by the bundles' own tool, unpacked and tried
	sh packaging/mcpb/build.sh bin/jumpgate.mcpb
	node packaging/mcpb/try.mjs bin/jumpgate.mcpb

bench: ## figures that matter, ratios within one run; some ten minutes
	go test -run '^$$' -bench . -benchmem -timeout 40m ./policy ./audit/... ./jcclient/... ./tools/... ./cmd/jumpgate/...
	cd policy/bench && go test -bench . -benchmem

properties: ## what must hold of every policy, on other random ones: 5 million calls for each property; some ten minutes
	JUMPGATE_POLICIES=5000 go test -v -timeout 2h -run 'Never|Always|Changes|Naive|Printed|Diff|Differ|Explanation|Hinges|Takes|Sees|Target|Anywhere' ./policy

soak: ## a million calls of all kinds, and 10,000 streams: what the server keeps; some ten minutes, and 3 GB of disk
	JUMPGATE_SOAK=1000000 go test ./cmd/jumpgate -run 'Soaked|StreamsThatAreIdle' -v -timeout 90m

torture: ## a server killed 1,000 times under load, and what it must not owe, and its policy exchanged 300 times under load; five minutes of CPU, twenty on two cores that others use
	JUMPGATE_TORTURE=1000 JUMPGATE_RELOADS=300 go test ./cmd/jumpgate -run 'TestAServerThatIsKilledAtAnyMomentOwesNothing|TestUnderReloadsEachDecision' -v -timeout 60m

fuzz: ## every fuzz target, a minute each
	set -e; for file in $$(grep -l '^func Fuzz' $$(git ls-files '*_test.go')); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$file); do \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime 1m -fuzzminimizetime 1x ./$$(dirname $$file); \
		done; \
	done

packages: ## charts, unit and compose file judged by their own tools, the build compared with itself; a release and an image made, unpacked and run
	sh packaging/check.sh
