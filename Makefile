# What people and the CI run. Everything but `make test` needs Go alone.

GO   ?= go
TOOL  = $(GO) tool -modfile=tools/go.mod

# The tests' own needs, as a Debian system names them. The race detector needs
# a C compiler; the browser tests need a browser with Chinese letters, npm, and
# Java for the HTML validator.
NEEDED = gcc libc6-dev git openssh-server openssh-client nginx-light minisign
ifneq ($(wildcard e2e/package.json),)
NEEDED += chromium fonts-noto-cjk nodejs npm default-jre-headless
endif

.PHONY: build test fmt lint go-test fuzz trust dist bench e2e needed servers

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o gongkai ./cmd/gongkai

# The comparison of docs/performance.md, on the disk of WORK.
N    ?= 10000
WORK ?= dist/bench
bench:
	$(GO) run ./bench -n $(N) -work $(WORK)

fmt:
	$(TOOL) gofumpt -w .

test: needed lint go-test servers e2e
	@echo "all tests passed"

lint:
	@unformatted=$$($(TOOL) gofumpt -l .); if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(TOOL) staticcheck ./...

# Once for races in the rooms, without the long sequences, and once for all of
# it and what is covered: a package counts what the tests of every package reach.
go-test:
	@mkdir -p dist
	CGO_ENABLED=1 $(GO) test -race -short -timeout 20m ./internal/... ./layouts
	$(GO) test -timeout 20m -coverpkg=./... -coverprofile=dist/coverage ./...
	@awk -f tools/coverage.awk dist/coverage

# Publishing to the real programs on loopback: versitygw, sshd, nginx, minisign.
VERSITYGW = v1.8.0
servers: needed dist/bin/versitygw-$(VERSITYGW)
	$(GO) vet -tags servers ./internal/carry
	$(GO) test -tags servers -run Servers -count=1 -timeout 10m ./internal/carry

dist/bin/versitygw-$(VERSITYGW):
	GOBIN="$(CURDIR)/dist/bin" CGO_ENABLED=0 $(GO) install github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW)
	@touch $@

# Each parser for a while, and a table of what came of it: make fuzz FOR=10m
FOR ?= 2m
fuzz:
	@GO=$(GO) tools/fuzz.sh $(FOR)

# Kills, power cuts, full disks, hostile inputs, 10,000 edits, no network: as
# root, for an hour or two. make trust QUICK=1 takes a sample.
trust:
	@GO=$(GO) QUICK=$(QUICK) tools/trust.sh

# What is handed out: an archive for each system, and their sums, in
# dist/release. The same commit gives the same bytes.
dist:
	@cd tools && $(GO) run ./dist ../dist/release

# Required once e2e/package.json is there.
e2e:
ifneq ($(wildcard e2e/package.json),)
	cd e2e && npm ci --ignore-scripts --no-audit --no-fund && npm test
endif

# Installs what is missing, or says how to.
needed:
	@missing=""; \
	have() { command -v "$$1" >/dev/null 2>&1; }; \
	for package in $(NEEDED); do \
		case $$package in \
			libc6-dev) have gcc || missing="$$missing $$package";; \
			fonts-noto-cjk) have fc-list && fc-list | grep -qi 'noto.*cjk' || missing="$$missing $$package";; \
			nodejs) have node || missing="$$missing $$package";; \
			default-jre-headless) have java || missing="$$missing $$package";; \
			openssh-server) have sshd || [ -x /usr/sbin/sshd ] || missing="$$missing $$package";; \
			openssh-client) have ssh-keygen || missing="$$missing $$package";; \
			nginx-light) have nginx || [ -x /usr/sbin/nginx ] || missing="$$missing $$package";; \
			*) have $$package || missing="$$missing $$package";; \
		esac; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	install="apt-get update && apt-get install --yes --no-install-recommends$$missing"; \
	if [ "$$(id -u)" = 0 ] && have apt-get; then \
		DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; eval "$$install"; \
	else \
		echo "the tests need:$$missing"; echo "install them with: sudo sh -c '$$install'"; exit 1; \
	fi
