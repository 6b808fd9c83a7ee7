.PHONY: build test race update check e2e bench
build: ## the binary, in bin/
	go build -trimpath -o bin/jumpgate ./cmd/jumpgate

test: ## what the README says: no network but loopback, no account
	go test ./...

race:
	go test -race ./...

update: ## regenerate the tool snapshots, their sentences, docs/tools.md and the demo in the README
	go test ./tools -run 'TestSnapshots|TestToolsPage|TestTheSentencesOfEveryTool' -update
	go test ./cmd/jumpgate -run TestTheReadmeShowsWhatTheDemoPrints -update

check: ## vet and formatting
	go vet ./...
	test -z "$$(gofmt -l .)"

e2e: build ## the official TypeScript client against the built binary, both transports
	sh cmd/jumpgate/e2e/run.sh bin/jumpgate

bench: ## figures that matter, ratios within one run
	go test -run '^$$' -bench . -benchmem ./policy ./audit ./jcclient/... ./tools ./cmd/jumpgate/...
