# SPDX-License-Identifier: BSD-3-Clause
# wave: every signal of the device while a short market goes through, or a capture of yours.
#
#   make wave CAPTURE=my.pcap WAVE_FROM=1000 WAVE_TO=2000      only these cycles

WAVE := $(BUILD)/wave
CAPTURE ?= $(WAVE)/short.pcap
WAVE_FROM ?= 0
WAVE_TO ?= 0

$(WAVE)/short.pcap: $(BUILD)/touchwire
	$(Q)mkdir -p $(@D)
	$(Q)$< generate --seed 1 --messages 500 --symbols 4 -o $@ >/dev/null

## wave: signals of the device on a short market (CAPTURE=FILE: yours), build/wave/touchwire.fst
.PHONY: wave
wave: $(BUILD)/touchwire $(SIM_LIB_TRACE) $(CAPTURE)
	$(Q)mkdir -p $(WAVE)
	$(Q)$(BUILD)/touchwire run --csv --quotes $(WAVE)/touches.csv -- --no-huge -m 256 --no-pci \
		--no-shconf --no-telemetry --log-level=error --vdev \
		net_touchwire0,feed_a=$(CAPTURE),model=$(SIM_LIB_TRACE),wave=$(WAVE)/touchwire.fst,wave_from=$(WAVE_FROM),wave_to=$(WAVE_TO) \
		</dev/null >$(WAVE)/run.log 2>&1 || { cat $(WAVE)/run.log; exit 1; }
	@echo "$(WAVE)/touchwire.fst: look at it with gtkwave; the touches are in $(WAVE)/touches.csv"
