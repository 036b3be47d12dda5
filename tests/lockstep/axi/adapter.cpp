// SPDX-License-Identifier: Apache-2.0
//
// axi_abi.h for the Verilated class Vsf_axi. Compiled with the model, not with the tests.
#include <verilated.h>

#include "Vsf_axi.h"
#include "axi_abi.h"

// Registers that are not reset start random.
struct Context : VerilatedContext {
  explicit Context(std::uint32_t seed) {
    randReset(2);
    randSeed(static_cast<int>(seed % 0x7fffffffU) + 1);
  }
};

struct AxiModel {
  explicit AxiModel(std::uint32_t seed) : context(seed), top(&context) {}
  ~AxiModel() { top.final(); }
  Context context;
  Vsf_axi top;
};

AxiModel* axi_create(std::uint32_t seed) { return new AxiModel(seed); }

void axi_destroy(AxiModel* model) { delete model; }

void axi_tick(AxiModel* model, const AxiInputs* in, AxiOutputs* out) {
  Vsf_axi& top = model->top;
  top.aclk = 0;
  top.aresetn = in->resetn;
  top.s_axi_awvalid = in->awvalid;
  top.s_axi_awaddr = in->awaddr;
  top.s_axi_awprot = 0;
  top.s_axi_wvalid = in->wvalid;
  top.s_axi_wdata = in->wdata;
  top.s_axi_wstrb = in->wstrb;
  top.s_axi_bready = in->bready;
  top.s_axi_arvalid = in->arvalid;
  top.s_axi_araddr = in->araddr;
  top.s_axi_arprot = 0;
  top.s_axi_rready = in->rready;
  top.s_axis_tvalid = in->pixel_valid;
  top.s_axis_tdata = in->pixel_data;
  top.s_axis_tlast = in->pixel_last;
  top.m_axis_tready = in->result_ready;
  top.eval();
  out->awready = top.s_axi_awready;
  out->wready = top.s_axi_wready;
  out->bvalid = top.s_axi_bvalid;
  out->bresp = top.s_axi_bresp;
  out->arready = top.s_axi_arready;
  out->rvalid = top.s_axi_rvalid;
  out->rresp = top.s_axi_rresp;
  out->rdata = top.s_axi_rdata;
  out->pixel_ready = top.s_axis_tready;
  out->result_valid = top.m_axis_tvalid;
  out->result_last = top.m_axis_tlast;
  out->result_user = top.m_axis_tuser;
  out->result_data = top.m_axis_tdata;
  out->irq = top.irq_o;
  top.aclk = 1;
  top.eval();
}
