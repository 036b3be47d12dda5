// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// A core that is not there: a library with the interface of model_abi.h that plays back what the
/// golden model and the timing model say, with one fault where a test wants one. It takes images as
/// fast as the model says, puts them off where their pixels come late, and drops broken frames.
namespace spinforge::test {

enum class Fault {
  kNone,
  // one commit
  kV,
  kD,
  kSpike,
  kArmed,
  kOver,
  kCode,
  kStep,
  kImage,
  kBase,
  kLostLane,
  kEmptyMask,
  kLostCommit,
  kTwice,
  kExtraLane,
  // the run of commits
  kNoCommits,
  kOneTooMany,
  kCommitWithoutImage,
  // results
  kClass,
  kCount,
  kResultImage,
  kLastMissing,
  kSecondResult,
  kNoResult,
  // cycles
  kSlow,
  kFast,
  kLateStart,
  kLateEnd,
  kBusyForever,
  kNeverReady,
  // broken frames
  kFrameErrorLost,
  kFrameErrorStuck,
  // the process
  kCrash,
};

/// What the fake needs to know. The pointers must outlive every model.
struct FakeConfig {
  const network::Network* network = nullptr;
  const plan::Plan* plan = nullptr;
  const dataset::Images* images = nullptr;
  Fault fault = Fault::kNone;
  std::uint32_t image = 0;  ///< whose commit or result is at fault
  std::size_t layer = 0;    ///< from 0
  std::size_t commit = 0;   ///< of the layer's commits for that image, from 0
  std::size_t lane = 0;
};

/// Path of the library.
extern const std::string kFakeLibrary;

/// Tells the library what to play from now on; it stays loaded until the program ends.
void configure_fake(const FakeConfig& config);

}  // namespace spinforge::test
