// backprop-tour mlp: a small network forward and backward, equation by equation.

#include <algorithm>
#include <iostream>
#include <span>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/tour/commands.h"
#include "apps/tour/mlp.h"

namespace backbeat::apps::tour {
namespace {

Term plain(const char* text) {
  return {.symbol = text, .grid = {}};
}

/// 1[f > 0], element by element.
Grid active(Grid f) {
  for (float& value : f.values) value = value > 0.0F ? 1.0F : 0.0F;
  return f;
}

std::string symbol(const char* before, std::size_t k, const char* after = "") {
  return fmt::format("{}_{}{}", before, k, after);
}

/// h_0 is x.
std::string h_symbol(std::size_t k) {
  return k == 0 ? "x" : symbol("h", k);
}

std::string start_text(const nn::Network& network) {
  std::string text =
      "A network with 2 inputs, two hidden layers of 3 units and 2 outputs:\n\n"
      "  f_0 = beta_0 + Omega_0 x      h_1 = a[f_0]\n"
      "  f_1 = beta_1 + Omega_1 h_1    h_2 = a[f_1]      a[f] = max(0, f), the ReLU\n"
      "  f_2 = beta_2 + Omega_2 h_2    l = ((f_2[1] - y[1])^2 + (f_2[2] - y[2])^2) / 2\n\n"
      "In this library's words:\n\n";
  const std::string lines = network.text();
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    text += "  " + lines.substr(begin, end - begin) + '\n';
    begin = end + 1;
  }
  return text +
         "\nBelow, each matrix stands under its symbol and its shape, rows x columns. A quote '\n"
         "transposes, a star * multiplies element by element.\n\n";
}

std::string forward_text(const MlpTrace& t) {
  std::string text = "Forward pass\n\n";
  for (std::size_t k = 0; k < kLayers; ++k) {
    if (k > 0) {
      text += equation_text(
          {{symbol("h", k), t.h[k]}, plain("="), {symbol("max(0, f", k - 1, ")"), t.f[k - 1]}});
      text += '\n';
    }
    text += equation_text({{symbol("f", k), t.f[k]},
                           plain("="),
                           {symbol("beta", k), t.beta[k]},
                           plain("+"),
                           {symbol("Omega", k), t.Omega[k]},
                           {h_symbol(k), t.h[k]}});
    text += '\n';
  }
  return text + fmt::format("  l = {:.4f}\n\n", t.loss);
}

std::string backward_text(const MlpTrace& t) {
  std::string text = "Backward pass 1: the intermediate values, from the loss back\n\n";
  text +=
      equation_text({{"dl/df_2", t.df[2]}, plain("="), {"f_2", t.f[2]}, plain("-"), {"y", t.y}});
  text += "\nwhere the 2 of the square and the 1/2 of the mean have cancelled.\n";
  for (std::size_t k = kLayers; k-- > 0;) {
    text += '\n';
    text += equation_text({{"dl/d" + h_symbol(k), t.dh[k]},
                           plain("="),
                           {symbol("Omega", k, "'"), transposed(t.Omega[k])},
                           {symbol("dl/df", k), t.df[k]}});
    if (k == 0) break;
    text += '\n';
    text += equation_text({{symbol("dl/df", k - 1), t.df[k - 1]},
                           plain("="),
                           {symbol("1[f", k - 1, " > 0]"), active(t.f[k - 1])},
                           plain("*"),
                           {"dl/d" + h_symbol(k), t.dh[k]}});
  }
  text += "\nBackward pass 2: the parameters\n";
  for (std::size_t k = kLayers; k-- > 0;) {
    text += '\n';
    text += equation_text({{symbol("dl/dOmega", k), t.dOmega[k]},
                           plain("="),
                           {symbol("dl/df", k), t.df[k]},
                           {h_symbol(k) + "'", transposed(t.h[k])}});
    text += '\n';
    text += equation_text(
        {{symbol("dl/dbeta", k), t.dbeta[k]}, plain("="), {symbol("dl/df", k), t.df[k]}});
  }
  return text + '\n';
}

std::string check_text(const nn::Network& network, const std::vector<double>& errors) {
  std::string text =
      "Check: largest difference of these derivatives from central finite differences of l\n\n";
  for (std::size_t s = 0; s < errors.size(); ++s) {
    text += fmt::format("  {:<11}  {:.1e}   ({} numbers)\n",
                        symbol(s % 2 == 0 ? "dl/dOmega" : "dl/dbeta", s / 2), errors[s],
                        network.parameters()[s].spec.size());
  }
  return text + '\n';
}

std::string convention_text(const MlpTrace& t, const Grid& df_dh) {
  return "Why the transpose: in the book's convention row i, column j of df/dh is df[j]/dh[i].\n"
         "Moving the elements of h_1 one by one and looking at f_1 gives\n\n" +
         equation_text({{"df_1/dh_1", df_dh},
                        plain("="),
                        {"Omega_1'", transposed(t.Omega[1])},
                        plain("!="),
                        {"Omega_1", t.Omega[1]}}) +
         "\nso that dl/dh_1 = df_1/dh_1 dl/df_1 = Omega_1' dl/df_1.\n\n"
         "Where the numbers come from: this library computes all of them. Its forward and\n"
         "backward pass leave h_1, h_2, f_2, dl/df_2, dl/dx, dl/dOmega_k and dl/dbeta_k. They\n"
         "do not keep f_0 and f_1 (h > 0 exactly where f > 0), nor the gradients in between:\n"
         "those are shown by calling its layers one at a time.\n";
}

nlohmann::ordered_json to_json(const Grid& grid) {
  if (grid.columns == 1) return grid.values;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::size_t r = 0; r < grid.rows; ++r) {
    const auto row = std::span(grid.values).subspan(r * grid.columns, grid.columns);
    rows.push_back(std::vector<float>(row.begin(), row.end()));
  }
  return rows;
}

nlohmann::ordered_json to_json(const nn::Network& network, const MlpTrace& t,
                               const std::vector<double>& errors, const Grid& df_dh) {
  nlohmann::ordered_json json{{"network", network.text()}};
  json["x"] = to_json(t.h[0]);
  json["y"] = to_json(t.y);
  for (std::size_t k = 0; k < kLayers; ++k) {
    json[symbol("beta", k)] = to_json(t.beta[k]);
    json[symbol("Omega", k)] = to_json(t.Omega[k]);
    if (k > 0) json[symbol("h", k)] = to_json(t.h[k]);
    json[symbol("f", k)] = to_json(t.f[k]);
  }
  json["l"] = t.loss;
  for (std::size_t k = kLayers; k-- > 0;) {
    json[symbol("dl/df", k)] = to_json(t.df[k]);
    json["dl/d" + h_symbol(k)] = to_json(t.dh[k]);
    json[symbol("dl/dOmega", k)] = to_json(t.dOmega[k]);
    json[symbol("dl/dbeta", k)] = to_json(t.dbeta[k]);
  }
  json["df_1/dh_1"] = to_json(df_dh);
  for (std::size_t s = 0; s < errors.size(); ++s) {
    json["finite_difference_errors"][symbol(s % 2 == 0 ? "dl/dOmega" : "dl/dbeta", s / 2)] =
        errors[s];
  }
  return json;
}

}  // namespace

CLI::App* add_mlp(CLI::App& cli, MlpOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "mlp", "A 2-3-3-2 network: the same in matrices, each equation with its numbers");
  command->footer("The numbers are fixed, and short enough to follow on paper.");
  command->add_flag("--json", options.json, "Print one JSON object instead");
  return command;
}

int run_mlp(const MlpOptions& options) {
  const nn::Network network = mlp_network();
  const nn::Parameters parameters = mlp_parameters(network);
  const MlpTrace trace = trace_mlp(network, parameters);
  const std::vector<double> errors = mlp_errors(network, parameters, trace);
  const Grid df_dh = mlp_df_dh(network.nodes()[3], parameters, trace.h[1]);
  if (options.json) {
    std::cout << to_json(network, trace, errors, df_dh).dump(2) << '\n';
  } else {
    std::cout << start_text(network) << forward_text(trace) << backward_text(trace)
              << check_text(network, errors) << convention_text(trace, df_dh);
  }
  return kDone;
}

}  // namespace backbeat::apps::tour
