/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * axi_memory: host memory behind the device's AXI4 port, for one Verilated model.
 *
 * Only granted windows are written and read; any other access is refused (SLVERR) and counted.
 * By seed it stalls the address and data channels, delays accesses (in order, as one AXI ID
 * demands) and lets a 64-byte write land 8 bytes at a time. A read sees what has landed.
 */
#ifndef AXI_MEMORY_H
#define AXI_MEMORY_H

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

class axi_memory
{
public:
	static constexpr unsigned WINDOWS = 64;

	/* Of the cycles AW and W are not ready, each on its own. */
	uint32_t stall_permille = 0;
	uint32_t delay = 0;	      /* most cycles from the bus to memory */
	uint32_t refuse_permille = 0; /* of good writes that are refused all the same */
	bool tear = false;

	void seed(uint64_t value)
	{
		state_ = value * 0x9e3779b97f4a7c15u | 1u;
	}

	int grant(uint64_t iova, void *memory, size_t size)
	{
		if (used_ == WINDOWS)
			return -ENOSPC;
		windows_[used_++] = { iova, size, static_cast<uint8_t *>(memory) };
		return 0;
	}

	int revoke(uint64_t iova)
	{
		for (unsigned i = 0; i < used_; i++) {
			if (windows_[i].iova != iova)
				continue;
			windows_[i] = windows_[--used_];
			last_ = 0;
			return 0;
		}
		return -ENOENT;
	}

	uint64_t violations() const
	{
		return violations_;
	}

	/* Writes that memory took. */
	uint64_t landed() const
	{
		return landed_;
	}

	uint64_t refused() const
	{
		return refused_;
	}

	/* No access between bus and memory, no answer due. */
	bool idle() const
	{
		return addresses_ == done_ && data_ == done_ && !answering_ && !reading_;
	}

	uint64_t reads() const
	{
		return reads_;
	}

	/*
	 * One cycle: set the bus inputs for the clock edge that comes next and take what will
	 * pass there. Call with the outputs as the last edge left them.
	 */
	template <class Model> void before_edge(Model &top)
	{
		now_++;
		if (idle() && !top.m_axi_awvalid && !top.m_axi_wvalid)
			return;
		land(top);

		bool aw = addresses_ - done_ < QUEUE && !stalls();
		bool w = data_ - done_ < QUEUE && !stalls();

		top.m_axi_awready = aw;
		top.m_axi_wready = w;
		if (top.m_axi_awvalid && aw)
			queue_[addresses_++ % QUEUE].address = top.m_axi_awaddr;
		if (top.m_axi_wvalid && w) {
			write &slot = queue_[data_++ % QUEUE];

			memcpy(slot.bytes, &top.m_axi_wdata[0], 64);
			slot.strobes = top.m_axi_wstrb;
			slot.pieces = 0;
			slot.due = now_ + (delay ? random() % (delay + 1) : 0);
		}
	}

private:
	enum reading { NONE, TAKEN, SHOWN };

	static constexpr unsigned QUEUE = 32;
	static constexpr uint64_t ALL = ~uint64_t{ 0 };

	struct write {
		uint64_t address, strobes, due;
		unsigned pieces; /* of 8 bytes, landed */
		uint8_t bytes[64];
	};
	struct window {
		uint64_t iova;
		size_t size;
		uint8_t *memory;
	};

	window windows_[WINDOWS] = {};
	unsigned used_ = 0, last_ = 0;
	write queue_[QUEUE] = {};
	uint64_t addresses_ = 0, data_ = 0, done_ = 0; /* counts since reset */
	uint64_t now_ = 0, violations_ = 0, landed_ = 0, refused_ = 0;
	uint64_t state_ = 1;
	bool answering_ = false;
	reading reading_ = NONE; /* the device has one read open */
	uint64_t read_at_ = 0, read_due_ = 0, reads_ = 0;

	uint64_t random()
	{
		state_ ^= state_ << 13;
		state_ ^= state_ >> 7;
		state_ ^= state_ << 17;
		return state_ * 0x2545f4914f6cdd1du >> 32;
	}

	bool stalls()
	{
		return stall_permille && random() % 1000 < stall_permille;
	}

	uint8_t *place(uint64_t address)
	{
		for (unsigned n = 0; n < used_; n++) {
			const window &w = windows_[last_ < used_ ? last_ : 0];

			if (address >= w.iova && w.size >= 64 &&
			    address - w.iova <= w.size - 64)
				return w.memory + (address - w.iova);
			last_ = last_ + 1 < used_ ? last_ + 1 : 0;
		}
		return nullptr;
	}

	/* The strobed bytes of pieces [from, to), the last piece after all others. */
	static void store(uint8_t *memory, const write &w, unsigned from, unsigned to)
	{
		if (w.strobes == ALL) {
			unsigned body = to == 8 ? 7 : to;

			if (from < body)
				memcpy(memory + 8 * from, w.bytes + 8 * from,
				       8 * (body - from));
			std::atomic_thread_fence(std::memory_order_release);
			if (to == 8)
				memcpy(memory + 56, w.bytes + 56, 8);
			return;
		}
		for (unsigned i = 8 * from; i < 8 * to; i++)
			if (w.strobes >> i & 1)
				memory[i] = w.bytes[i];
	}

public:
	/* The same for reads; the model must have that channel. */
	template <class Model> void before_edge_read(Model &top)
	{
		if (reading_ == SHOWN) {
			top.m_axi_rvalid = 0;
			reading_ = NONE;
		}
		if (reading_ == TAKEN && now_ >= read_due_) {
			const uint8_t *memory = place(read_at_);

			if (memory)
				memcpy(&top.m_axi_rdata[0], memory, 64);
			else
				violations_++;
			top.m_axi_rresp = memory ? 0 : 2;
			top.m_axi_rvalid = 1;
			reading_ = SHOWN; /* the device is always ready */
			return;
		}
		if (reading_ != NONE || !top.m_axi_arvalid)
			return;
		top.m_axi_arready = !stalls();
		if (!top.m_axi_arready)
			return;
		read_at_ = top.m_axi_araddr;
		read_due_ = now_ + 1 + (delay ? random() % (delay + 1) : 0);
		reading_ = TAKEN;
		reads_++;
	}

private:
	template <class Model> void land(Model &top)
	{
		answering_ = false;
		top.m_axi_bvalid = 0;
		if (done_ == addresses_ || done_ == data_)
			return;

		write &front = queue_[done_ % QUEUE];
		if (now_ < front.due)
			return;

		uint8_t *memory = place(front.address);
		bool refuse = !memory;

		if (!memory)
			violations_++;
		else if (refuse_permille && !front.pieces &&
			 random() % 1000 < refuse_permille)
			refuse = true;
		if (!refuse) {
			unsigned to = tear ? front.pieces + 1 : 8;

			store(memory, front, front.pieces, to);
			front.pieces = to;
			if (to < 8)
				return;
			landed_++;
		} else {
			refused_++;
		}
		done_++;
		answering_ = true;
		top.m_axi_bvalid = 1;
		top.m_axi_bresp = refuse ? 2 : 0;
	}
};

#endif
