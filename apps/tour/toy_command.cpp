// backprop-tour toy: the toy function forward and backward, number by number.

#include <array>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/tour/commands.h"

namespace backbeat::apps::tour {
namespace {

constexpr double kStep =
    1e-5;  // of the finite differences: truncation and rounding both stay small

struct ForwardRow {
  const char* name;
  const char* formula;
  double ToyValues::*value;
};

constexpr std::array kForward{
    ForwardRow{"f_0", "beta_0 + omega_0 x", &ToyValues::f0},
    ForwardRow{"h_1", "sin(f_0)", &ToyValues::h1},
    ForwardRow{"f_1", "beta_1 + omega_1 h_1", &ToyValues::f1},
    ForwardRow{"h_2", "exp(f_1)", &ToyValues::h2},
    ForwardRow{"f_2", "beta_2 + omega_2 h_2", &ToyValues::f2},
    ForwardRow{"h_3", "cos(f_2)", &ToyValues::h3},
    ForwardRow{"f_3", "beta_3 + omega_3 h_3", &ToyValues::f3},
    ForwardRow{"l", "(f_3 - y)^2", &ToyValues::loss},
};

/// A derivative with respect to a member of `Of`: ToyValues or ToyParameters.
template <typename Of>
struct BackwardRow {
  const char* name;
  const char* chain;    ///< the chain rule: what is multiplied
  const char* formula;  ///< the same with the first factor worked out
  double Of::*of;
};

using ValueRow = BackwardRow<ToyValues>;
using ParameterRow = BackwardRow<ToyParameters>;

constexpr std::array kBackward{
    ValueRow{"dl/df_3", "", "2 (f_3 - y)", &ToyValues::f3},
    ValueRow{"dl/dh_3", "df_3/dh_3 dl/df_3", "omega_3 dl/df_3", &ToyValues::h3},
    ValueRow{"dl/df_2", "dh_3/df_2 dl/dh_3", "-sin(f_2) dl/dh_3", &ToyValues::f2},
    ValueRow{"dl/dh_2", "df_2/dh_2 dl/df_2", "omega_2 dl/df_2", &ToyValues::h2},
    ValueRow{"dl/df_1", "dh_2/df_1 dl/dh_2", "exp(f_1) dl/dh_2", &ToyValues::f1},
    ValueRow{"dl/dh_1", "df_1/dh_1 dl/df_1", "omega_1 dl/df_1", &ToyValues::h1},
    ValueRow{"dl/df_0", "dh_1/df_0 dl/dh_1", "cos(f_0) dl/dh_1", &ToyValues::f0},
};

using P = ToyParameters;
constexpr std::array kParameters{
    ParameterRow{"dl/dbeta_3", "df_3/dbeta_3 dl/df_3", "dl/df_3", &P::beta3},
    ParameterRow{"dl/domega_3", "df_3/domega_3 dl/df_3", "h_3 dl/df_3", &P::omega3},
    ParameterRow{"dl/dbeta_2", "df_2/dbeta_2 dl/df_2", "dl/df_2", &P::beta2},
    ParameterRow{"dl/domega_2", "df_2/domega_2 dl/df_2", "h_2 dl/df_2", &P::omega2},
    ParameterRow{"dl/dbeta_1", "df_1/dbeta_1 dl/df_1", "dl/df_1", &P::beta1},
    ParameterRow{"dl/domega_1", "df_1/domega_1 dl/df_1", "h_1 dl/df_1", &P::omega1},
    ParameterRow{"dl/dbeta_0", "df_0/dbeta_0 dl/df_0", "dl/df_0", &P::beta0},
    ParameterRow{"dl/domega_0", "df_0/domega_0 dl/df_0", "x dl/df_0", &P::omega0},
};

struct Option {
  const char* name;
  const char* what;
  double P::*parameter;
};
constexpr std::array kOptions{
    Option{"beta0", "Offset in f_0", &P::beta0},  Option{"beta1", "Offset in f_1", &P::beta1},
    Option{"beta2", "Offset in f_2", &P::beta2},  Option{"beta3", "Offset in f_3", &P::beta3},
    Option{"omega0", "Slope in f_0", &P::omega0}, Option{"omega1", "Slope in f_1", &P::omega1},
    Option{"omega2", "Slope in f_2", &P::omega2}, Option{"omega3", "Slope in f_3", &P::omega3},
};

std::string start_text(const ToyParameters& p, const ToyExample& example) {
  return fmt::format(
      "The toy function\n\n"
      "  f = beta_3 + omega_3 cos(beta_2 + omega_2 exp(beta_1 + omega_1 sin(beta_0 + omega_0 x)))\n"
      "  l = (f - y)^2\n\n"
      "with x = {} and y = {}, and the parameters\n\n"
      "  k        {:>8} {:>8} {:>8} {:>8}\n"
      "  beta_k   {:>8} {:>8} {:>8} {:>8}\n"
      "  omega_k  {:>8} {:>8} {:>8} {:>8}\n\n",
      example.x, example.y, 0, 1, 2, 3, p.beta0, p.beta1, p.beta2, p.beta3, p.omega0, p.omega1,
      p.omega2, p.omega3);
}

std::string forward_text(const ToyValues& values) {
  std::string text = "Forward pass: each value from those above it\n\n";
  for (const ForwardRow& row : kForward) {
    text += fmt::format("  {:<4}= {:<22}= {:>12.6f}\n", row.name, row.formula, values.*row.value);
  }
  return text + '\n';
}

template <typename Of>
std::string row_text(const BackwardRow<Of>& row, double derivative, double difference) {
  const std::string chain = *row.chain == '\0' ? "" : std::string("= ") + row.chain;
  return fmt::format("  {:<12}{:<24}= {:<19}= {:>12.6f} {:>12.6f}\n", row.name, chain, row.formula,
                     derivative, difference);
}

std::string backward_text(const ToyOptions& o, const ToyGradient& gradient) {
  const std::string heading = fmt::format("{:>72} {:>12}\n", "backward", "difference");
  std::string text = "Backward pass 1: the intermediate values, from the loss back\n\n" + heading;
  for (const ValueRow& row : kBackward) {
    text += row_text(row, gradient.values.*row.of,
                     toy_difference(o.parameters, o.example, row.of, kStep));
  }
  text += "\nBackward pass 2: the parameters\n\n" + heading;
  for (const ParameterRow& row : kParameters) {
    text += row_text(row, gradient.parameters.*row.of,
                     toy_difference(o.parameters, o.example, row.of, kStep));
  }
  return text + fmt::format(
                    "\nThe last column does not use the chain rule. It moves the value or\n"
                    "parameter v by s = {} and takes (l(v + s) - l(v - s)) / 2s.\n",
                    kStep);
}

template <typename Of>
nlohmann::ordered_json row_json(const BackwardRow<Of>& row, double derivative, double difference) {
  return {{"formula", row.formula}, {"value", derivative}, {"finite_difference", difference}};
}

nlohmann::ordered_json to_json(const ToyOptions& o, const ToyValues& values,
                               const ToyGradient& gradient) {
  nlohmann::ordered_json json{{"x", o.example.x}, {"y", o.example.y}};
  for (const Option& option : kOptions) {
    json["parameters"][option.name] = o.parameters.*option.parameter;
  }
  for (const ForwardRow& row : kForward) {
    json["forward"][row.name] = {{"formula", row.formula}, {"value", values.*row.value}};
  }
  for (const ValueRow& row : kBackward) {
    json["backward"][row.name] = row_json(row, gradient.values.*row.of,
                                          toy_difference(o.parameters, o.example, row.of, kStep));
  }
  for (const ParameterRow& row : kParameters) {
    json["backward"][row.name] = row_json(row, gradient.parameters.*row.of,
                                          toy_difference(o.parameters, o.example, row.of, kStep));
  }
  return json;
}

}  // namespace

CLI::App* add_toy(CLI::App& cli, ToyOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "toy", "A chain of functions of one number: every value forward, every derivative backward");
  command->add_option("--x", options.example.x, "Input");
  command->add_option("--y", options.example.y, "Target");
  for (const Option& option : kOptions) {
    command->add_option(std::string("--") + option.name, options.parameters.*option.parameter,
                        option.what);
  }
  command->footer("The defaults are those of the book's notebook 7.1.");
  command->add_flag("--json", options.json, "Print one JSON object instead");
  return command;
}

int run_toy(const ToyOptions& options) {
  const ToyValues values = toy_forward(options.parameters, options.example);
  if (!std::isfinite(values.loss)) {
    throw std::runtime_error(
        fmt::format("toy: found loss {}, expected a number; try smaller parameters", values.loss));
  }
  const ToyGradient gradient = toy_backward(options.parameters, options.example, values);
  if (options.json) {
    std::cout << to_json(options, values, gradient).dump(2) << '\n';
  } else {
    std::cout << start_text(options.parameters, options.example) << forward_text(values)
              << backward_text(options, gradient);
  }
  return kDone;
}

}  // namespace backbeat::apps::tour
