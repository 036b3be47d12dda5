// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/plot/figure.hpp"

namespace spinforge::plot {

enum class ImageFormat { kSvg, kPng };

/// The gnuplot program that draws the figure to its standard output, data included.
[[nodiscard]] std::string gnuplot_script(const Figure& figure, ImageFormat format);

/// Format by the end of the name. *Errors*: kUsage unless it ends in .svg or .png.
[[nodiscard]] ImageFormat image_format(const std::string& path);

/// The figure drawn by gnuplot (a child process), as the bytes of the image.
/// *Errors*: kTool where gnuplot is missing or fails, kIo.
[[nodiscard]] std::string image(const Figure& figure, ImageFormat format);

/// Writes image() whole or not at all.
/// *Errors*: kUsage (see image_format) and those of image().
void write(const Figure& figure, const std::string& path);

}  // namespace spinforge::plot
