// SPDX-License-Identifier: Apache-2.0
#include "gen/base/text.hpp"
#include "weights/cli.hpp"
#include "weights/train/arch.hpp"

namespace spinforge::cli {

void apply_preset(Arguments& arguments) {
  train::FitOptions& fit = arguments.fit;
  if (arguments.preset == "paper") {
    fit.epochs = 10;
    fit.cosine = false;
    fit.recipe.weight_bits = 0;
    fit.recipe.normalise = false;
    return;
  }
  const bool convolutional = arguments.arch != "fc";
  fit.epochs = convolutional ? 15 : 50;
  if (convolutional) {
    fit.short_steps = 4;
    fit.full_epochs = 1;
  }
  fit.warm_up = 1;
  fit.learning_rate = 5e-3;
  fit.recipe.count_scale = 0.5F;
  fit.recipe.potential_scale = 0.5F;
  fit.recipe.later_pace = 0.2F;
  fit.recipe.rate_weight = 2.0F;
  fit.recipe.adam.average_decay = 0.999F;
  if (arguments.preset == "clothes") {
    fit.augment = {.shift = 1.0F, .flip = true};
  } else {
    fit.epochs = convolutional ? 6 : 20;
    fit.augment = {.shift = 1.5F, .rotate = 10.0F, .zoom = 0.1F, .shear = 0.1F, .elastic = 1.0F};
    fit.recipe.rate_target = 0.025F;
    fit.recipe.rate_weight = 4.0F;
  }
}

namespace {

const usage::Help kHelp{
    .summary = "Train a network and export it as integers.",
    .details =
        "Test images are read once, at the end. An interrupted training goes on with --resume.",
    .examples = {
        {"spinforge-train fit --dataset /usr/share/datasets/fashion-mnist --out fmnist-fc-dw", ""},
        {"spinforge-train fit --preset digits --dataset MNIST --out mnist-fc-dw --weight-bits 4",
         ""},
        {"spinforge-train fit --neuron hall180 --start weights/models/fmnist-fc-hall180 --spread "
         "th=0.1,dead=0.05 --epochs 6 --lr 0.002 --dataset /usr/share/datasets/fashion-mnist --out "
         "my-robust-net",
         "for imperfect devices"},
        {"spinforge-train fit --dataset /usr/share/datasets/fashion-mnist --out low-current "
         "--max-current 3e11",
         "no drive above 3e11 A/m2"},
        {"spinforge-train fit --preset paper --dataset MNIST --out mnist-paper --seed 3", ""}}};

void add_recipe_options(usage::Command& app, Arguments& a) {
  train::Recipe& r = a.fit.recipe;
  app.add_option("--steps", r.steps, "time steps T, 1..255")->group("Network");
  app.add_option("--hidden", a.hidden, "neurons of the hidden layers, e.g. 1000 or 400,100")
      ->list(',')
      ->group("Network");
  app.add_option("--channels", a.channels, "of the convolutions, e.g. 32,64")
      ->list(',')
      ->group("Network");
  app.add_option("--weight-bits", r.weight_bits, "2..8, learned in training; 0: real numbers")
      ->group("Network");
  app.add_option(
         "--channel-steps", r.channel_steps, "a step size for each channel of a convolution")
      ->group("Network");
  app.add_option("--frac-bits", a.frac_bits, "F of the integer neurons: potentials have F + 2 bits")
      ->between(4, 14)
      ->group("Network");
  app.add_option("--max-current",
                 a.max_current,
                 "no drive of any image is larger: A/m2 of a domain wall, mA of a Hall bar; 0: any")
      ->not_negative()
      ->group("Network");
  app.add_flag("--halve", a.halve, "learn the images at half their size (means of 2x2 pixels)")
      ->group("Network");
  app.add_option("--norm",
                 r.normalise,
                 "batch norm on the first layer and on convolutions, folded away on export")
      ->group("Network");
  app.add_option("--lr", a.fit.learning_rate, "Adam's learning rate")->group("Recipe");
  app.add_option("--cosine", a.fit.cosine, "let the rate fall as half a cosine")->group("Recipe");
  app.add_option("--warm-up", a.fit.warm_up, "epochs in which the rate rises")->group("Recipe");
  app.add_option("--count-scale", r.count_scale, "logits per output spike")->group("Recipe");
  app.add_option("--potential-scale", r.potential_scale, "logits per final potential")
      ->group("Recipe");
  app.add_option("--smooth", r.label_smoothing, "label smoothing")->group("Recipe");
  app.add_option("--dropout",
                 r.dropout,
                 "neurons left out of an image: of the first layer, or of the last convolution")
      ->group("Recipe");
  app.add_option(
         "--later-pace", r.later_pace, "learning rate of weights without batch norm, factor")
      ->group("Recipe");
  app.add_option("--decay", r.weight_decay, "weight decay")->group("Recipe");
  app.add_option("--average", r.adam.average_decay, "moving average of the weights")
      ->group("Recipe");
  app.add_option("--rate-target", r.rate_target, "spikes per hidden neuron and step that are free")
      ->group("Recipe");
  app.add_option("--rate-weight", r.rate_weight, "loss per unit of spike rate above the target")
      ->group("Recipe");
  app.add_option("--spread",
                 a.spread,
                 "learn every batch on chips of its own, as spinforge-sim chip draws them: "
                 "th=0.1,dead=0.05; the last layer has no faults")
      ->type_name("LIST")
      ->group("Recipe");
  train::Augment& g = a.fit.augment;
  app.add_option("--shift", g.shift, "augmentation: pixels")->group("Augmentation");
  app.add_option("--rotate", g.rotate, "augmentation: degrees")->group("Augmentation");
  app.add_option("--zoom", g.zoom, "augmentation: share of the size")->group("Augmentation");
  app.add_option("--shear", g.shear, "augmentation: slant")->group("Augmentation");
  app.add_option("--elastic", g.elastic, "augmentation: pixels of smooth warp")
      ->group("Augmentation");
  app.add_option("--flip", g.flip, "augmentation: mirror half of the images")
      ->group("Augmentation");
  app.add_option("--erase", g.erase, "augmentation: side of an erased square")
      ->group("Augmentation");
}

}  // namespace

void add_fit(usage::Tool& tool, Arguments& a) {
  usage::Command& app = *tool.add_command("fit", kHelp);
  app.show_defaults();
  app.add_option(
         "--arch",
         a.arch,
         "fc: fully connected; csnn: two convolutions, padded by 2; csnn5: the same padded by 5")
      ->one_of(train::architecture_names());
  app.add_option("--neuron",
                 a.neuron.device,
                 "a device: the path of its file, or one that comes with the tool: " +
                     text::joined(train::neuron_names(), ", "));
  app.add_option("--window",
                 a.window,
                 "open: fires at its threshold and above; closed: not above its range")
      ->one_of({"open", "closed"});
  app.add_option(
         "--dead-steps", a.neuron.dead_steps, "steps that a reset takes; without it the device's")
      ->between(0, 255);
  app.add_option("--dataset", a.dataset, "directory of the four IDX files")->required();
  app.add_option("--out", a.out, "network directory to write; its last part names the network")
      ->required();
  app.add_option("--preset", a.preset, "clothes, digits, or paper (real weights, 10 epochs)")
      ->one_of({"clothes", "digits", "paper"});
  app.add_option("--start", a.fit.start, "network directory whose weights to begin with");
  app.add_option("--epochs", a.fit.epochs, "passes over the training images");
  app.add_option("--short-steps", a.fit.short_steps, "time steps of those passes; 0: --steps");
  app.add_option("--full-epochs", a.fit.full_epochs, "passes with all --steps after those");
  app.add_option("--full-images", a.fit.full_images, "images of such a pass; 0: all");
  app.add_option("--full-lr", a.fit.full_learning_rate, "Adam's learning rate in them");
  app.add_option("--batch", a.fit.batch, "images per step of the optimiser");
  app.add_option("--seed", a.fit.seed, "same seed, same bytes, whatever the number of threads");
  app.add_option("--validation", a.fit.validation, "training images held out, from the end");
  app.add_option("--threads", a.threads, "0: all");
  app.add_option("--commit", a.commit, "revision of this program, noted in the provenance");
  app.add_flag("--resume", a.fit.resume, "go on from OUT.checkpoint after an interruption");
  app.add_flag("--no-test",
               a.skip_test,
               "leave the test split unread while choosing options; --resume scores it later");
  a.json.add_to(app, "each epoch and the results, one JSON object a line");
  app.add_flag("--quiet", a.fit.quiet, "no progress on stderr");
  add_recipe_options(app, a);
  app.callback([&a] { run_fit(a); });
}

}  // namespace spinforge::cli
