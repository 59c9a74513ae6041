# The commands of a checkout; the building is CMake's. `make help` lists them.
PREFIX    ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR   ?=
CONFIG    ?= config/replyd.yaml
BUILD     := build
FUZZ_SECONDS ?= 60
# A warning is an error where the compiler is the one we know.
WERROR    ?= $(if $(shell command -v dpkg-query),ON,OFF)
CLANG     := -DCMAKE_CXX_COMPILER=clang++ -DREPLYD_WERROR=ON
# What has threads, and so is worth the thread sanitizer.
THREADED  := TESTS='^(loop|net|observe|service|end_to_end)[.]' \
             TARGETS='replyd loop_test net_test observe_test service_test'

.PHONY: build run test check check-all format check-format tidy asan tsan fuzz bench install uninstall \
        bench-programs clean help packages check-packages

build: $(BUILD)/build.ninja  ## the daemon, build/replyd
	@cmake --build $(BUILD) --target replyd

$(BUILD)/build.ninja: | packages
	@cmake -S . -B $(BUILD) -G Ninja -DREPLYD_WERROR=$(WERROR)

packages:
	@scripts/setup.sh build

run: build  ## set up, build, start with CONFIG (config/replyd.yaml) and show how to try it
	@exec $(BUILD)/replyd run --try $(CONFIG)

test:  ## set up, build, run the whole test suite
	@scripts/setup.sh build test clients
	@scripts/test.sh $(BUILD) -DREPLYD_WERROR=$(WERROR)

check: check-format tidy asan tsan  ## format, clang-tidy and the sanitizers

check-packages:
	@scripts/setup.sh build test clients check

format: check-packages  ## rewrite the C++ files as .clang-format wants them
	@scripts/format.sh --fix

check-format: check-packages
	@scripts/format.sh

tidy: check-packages  ## clang-tidy over what changed since origin/main; else over all
	@scripts/tidy.sh $(BASE)

asan: check-packages  ## the suite under clang's address and undefined-behaviour sanitizers
	@scripts/test.sh $(BUILD)/asan $(CLANG) -DREPLYD_SANITIZE=address,undefined

tsan: check-packages  ## what has threads, under the thread sanitizer
	@$(THREADED) scripts/test.sh $(BUILD)/tsan $(CLANG) -DREPLYD_SANITIZE=thread

check-all: check test bench-programs  ## and the slow rest: all files, all variants, a minimal system
	@scripts/setup.sh root
	@scripts/tidy.sh --all
	@$(MAKE) fuzz
	@scripts/test.sh $(BUILD)/tsan $(CLANG) -DREPLYD_SANITIZE=thread
	@scripts/test.sh $(BUILD)/plain $(CLANG) -DREPLYD_SYSTEMD=OFF
	@cmake --build $(BUILD)/bench --target bench-test
	@tests/minimal_root.sh

fuzz: check-packages  ## feed the parsers what nobody would write, FUZZ_SECONDS (60) each
	@cmake -S . -B $(BUILD)/fuzz -G Ninja $(CLANG) -DREPLYD_FUZZ=ON -DREPLYD_SANITIZE=address,undefined
	@cmake --build $(BUILD)/fuzz --target document_fuzz framing_fuzz
	@mkdir -p $(BUILD)/fuzz/document $(BUILD)/fuzz/framing
	@$(BUILD)/fuzz/tests/fuzz/document_fuzz -max_total_time=$(FUZZ_SECONDS) $(BUILD)/fuzz/document \
	  tests/corpus/good tests/corpus/bad
	@$(BUILD)/fuzz/tests/fuzz/framing_fuzz -max_total_time=$(FUZZ_SECONDS) $(BUILD)/fuzz/framing

bench: build bench-programs  ## measure beside hand-written servers; options in BENCH (--quick)
	@/usr/bin/python3 -B bench/run.py $(BUILD)/replyd --programs $(BUILD)/bench $(BENCH)

bench-programs:
	@scripts/setup.sh build test
	@cmake -S bench -B $(BUILD)/bench -G Ninja >/dev/null
	@cmake --build $(BUILD)/bench

install: build  ## into PREFIX (/usr/local), under DESTDIR; an existing replyd.yaml is kept
	@cmake $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) -DREPLYD_CONFIG_DIR=$(SYSCONFDIR)/replyd >/dev/null
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD)

uninstall:  ## what install wrote, but the configuration
	rm -f $(DESTDIR)$(PREFIX)/bin/replyd
	rm -rf $(DESTDIR)$(PREFIX)/share/replyd $(DESTDIR)$(PREFIX)/share/doc/replyd
	@echo "kept: $(DESTDIR)$(SYSCONFDIR)/replyd"

clean:  ## everything that was built
	rm -rf $(BUILD)

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22
