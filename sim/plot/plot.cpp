// SPDX-License-Identifier: Apache-2.0
#include "sim/plot/plot.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/base/temporary.hpp"

namespace spinforge::plot {
namespace {

/// What gnuplot draws by `script`.
std::string run_gnuplot(const std::string& script) {
  const files::TemporaryDirectory scratch;
  const std::string program = scratch / "script";
  const std::string image = scratch / "image";
  files::write(program, script);
  // -d, no personal start-up file: the same picture for everyone.
  const process::Exit exit = process::run(
      {"/bin/sh", "-c", "exec gnuplot -d \"$0\" >\"$1\"", program, image}, ".", {}, "mend PATH");
  if (exit.status == 127) {
    throw Error(ErrorCode::kTool,
                "gnuplot",
                "plots are drawn by gnuplot, which is not on the PATH; install the Debian package "
                "gnuplot-nox, or use --csv or --json");
  }
  std::string picture = files::read(image);
  if (exit.status == 0 && !picture.empty()) return picture;
  std::string said = exit.output;
  std::replace(said.begin(), said.end(), '\n', ' ');
  throw Error(ErrorCode::kTool,
              "gnuplot",
              fmt::format("drawing failed (status {}), it said: {}", exit.status, said));
}

/// Heat maps are cells, not clouds: tells viewers not to smooth the embedded bitmaps.
std::string crisp_images(const std::string& svg) {
  const std::string tag = "<image ";
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at; (at = svg.find(tag, begin)) != std::string::npos; begin = at + tag.size()) {
    result += svg.substr(begin, at - begin) + tag + "style='image-rendering:pixelated' ";
  }
  return result + svg.substr(begin);
}

}  // namespace

ImageFormat image_format(const std::string& path) {
  if (path.ends_with(".svg")) return ImageFormat::kSvg;
  if (path.ends_with(".png")) return ImageFormat::kPng;
  throw Error(ErrorCode::kUsage,
              "--plot",
              fmt::format("expected a file name that ends in .svg or .png, got '{}'", path));
}

std::string image(const Figure& figure, ImageFormat format) {
  const std::string bytes = run_gnuplot(gnuplot_script(figure, format));
  return format == ImageFormat::kSvg ? crisp_images(bytes) : bytes;
}

void write(const Figure& figure, const std::string& path) {
  files::write(path, image(figure, image_format(path)));
}

}  // namespace spinforge::plot
