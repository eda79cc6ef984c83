#pragma once

#include <array>
#include <vector>

#include "apps/tour/grid.h"
#include "nn/graph/network.h"

// A 2-3-3-2 network of the library, forward and backward, with every number kept to be shown.
namespace backbeat::apps::tour {

inline constexpr std::size_t kLayers = 3;  ///< linear ones: f_0, f_1, f_2

/// One example through the network in the book's notation, h_0 being the input x:
///
///   f_k = beta_k + Omega_k h_k     h_{k+1} = a[f_k]     l = mean squared error of f_2
///
/// What begins with d is dl/d(that), with its shape.
struct MlpTrace {
  std::array<Grid, kLayers> Omega, beta, h, f;
  std::array<Grid, kLayers> dOmega, dbeta, dh, df;
  Grid y;
  double loss = 0.0;
};

/// The network, with the nodes x, f0, h1, f1, h2, f2; and numbers for it that are easy to follow.
nn::Network mlp_network();
nn::Parameters mlp_parameters(const nn::Network& network);

/// nn::Network's forward and backward pass. The workspace holds at the end what a backward pass
/// reads (h_1, h_2, f_2) and the gradients that leave it. It gives f_0 and f_1 up early, since
/// ReLU's mask is read from its output, and the gradients in between; these come from calling the
/// layer at hand by itself.
MlpTrace trace_mlp(const nn::Network& network, const nn::Parameters& parameters);

/// The largest difference of dl/d(tensor) from central finite differences, for each Omega_k and
/// beta_k in the order of network.parameters().
std::vector<double> mlp_errors(const nn::Network& network, nn::Parameters parameters,
                               const MlpTrace& trace);

/// df_1/dh_1 found by moving each element of h_1 on its own: row i, column j holds df_1[j]/dh_1[i],
/// the book's convention. `layer` is the node f1.
Grid mlp_df_dh(const nn::Network::Node& layer, const nn::Parameters& parameters, const Grid& h);

}  // namespace backbeat::apps::tour
