// SPDX-License-Identifier: Apache-2.0
//
// The C interface of the Verilated wrapper with the core inside seen, see model_abi.h.
#include "Vsf_axi.h"

using Top = Vsf_axi;

#include "model.hpp"

void sf_axi_tick(SfModel* model, const SfAxiInputs* inputs, SfAxiOutputs* outputs) {
  Top& core = model->core;
  core.aclk = 0;
  core.aresetn = inputs->resetn;
  core.s_axi_awvalid = inputs->awvalid;
  core.s_axi_awaddr = inputs->awaddr;
  core.s_axi_awprot = 0;
  core.s_axi_wvalid = inputs->wvalid;
  core.s_axi_wdata = inputs->wdata;
  core.s_axi_wstrb = inputs->wstrb;
  core.s_axi_bready = inputs->bready;
  core.s_axi_arvalid = inputs->arvalid;
  core.s_axi_araddr = inputs->araddr;
  core.s_axi_arprot = 0;
  core.s_axi_rready = inputs->rready;
  core.s_axis_tvalid = inputs->pixel_valid;
  set(core.s_axis_tdata, inputs->pixel_data);
#if SF_PIXELS_PER_BEAT > 1
  core.s_axis_tkeep = inputs->pixel_keep;
#endif
  core.s_axis_tlast = inputs->pixel_last;
  core.m_axis_tready = inputs->result_ready;
  model->eval();
  outputs->awready = core.s_axi_awready;
  outputs->wready = core.s_axi_wready;
  outputs->bvalid = core.s_axi_bvalid;
  outputs->bresp = core.s_axi_bresp;
  outputs->arready = core.s_axi_arready;
  outputs->rvalid = core.s_axi_rvalid;
  outputs->rresp = core.s_axi_rresp;
  outputs->rdata = core.s_axi_rdata;
  outputs->pixel_ready = core.s_axis_tready;
  outputs->result_valid = core.m_axis_tvalid;
  outputs->result_last = core.m_axis_tlast;
  outputs->result_user = core.m_axis_tuser;
  outputs->result_data = core.m_axis_tdata;
  outputs->irq = core.irq_o;
  outputs->frame_error = core.frame_error_o;
  outputs->busy = core.status_busy_o;
  sample_commits(core, outputs->commits);
  core.aclk = 1;
  model->eval();
}
