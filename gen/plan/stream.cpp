// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/stream.hpp"

#include <utility>

#include "gen/base/error.hpp"
#include "gen/plan/timing_work.hpp"

namespace spinforge::plan {

Work::Work(const network::Network& network, const Plan& plan, const Activity& activity) {
  expects(activity.spikes.size() == plan.layers.size(), "activity of every layer");
  if (plan.order == Order::kTime) {
    work_ = std::make_unique<ImageWork>(ImageWork{time_work(network, plan, activity)});
  } else {
    work_ = std::make_unique<ImageWork>(ImageWork{step_work(network, plan, activity)});
  }
}

Work::~Work() = default;
Work::Work(Work&&) noexcept = default;
Work& Work::operator=(Work&&) noexcept = default;

Stream::Stream(const network::Network& network, const Plan& plan)
    : order_(plan.order == Order::kTime ? time_order(network, plan) : step_order(network, plan)) {}

Stream::~Stream() = default;
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;

std::int64_t Stream::next_begin() const { return order_->next_begin(); }

void Stream::on_piece(OnPiece look) { order_->on_piece(std::move(look)); }

Timing Stream::next(const Work& work) { return order_->next(*work.work_); }

Timing predict(const network::Network& network, const Plan& plan, const Activity& activity) {
  return Stream(network, plan).next(Work(network, plan, activity));
}

}  // namespace spinforge::plan
