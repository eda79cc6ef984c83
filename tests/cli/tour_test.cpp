// backprop-tour: its numbers against autograd's, finite differences and the equations themselves.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

const std::string kGolden = BACKBEAT_SOURCE_DIR "/tests/golden/tour/";

Outcome tour(const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  return run("backprop-tour", arguments, folder.path());
}

json tour_json(std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const Outcome outcome = tour(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return json::parse(outcome.out);
}

std::string indexed(const char* symbol, std::size_t k) {
  return std::string(symbol) + "_" + std::to_string(k);
}

void expect_near(const Vector& found, const Vector& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-6) << what << "[" << i << "]";
  }
}

TEST(Tour, AsksForACommand) {
  const Outcome outcome = tour({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("subcommand is required"));
}

// toy

TEST(TourToy, EqualsAutograd) {
  const json golden = json::parse(read_file(kGolden + "tour.json")).at("toy");
  const json toy = tour_json({"toy"});
  for (const char* pass : {"forward", "backward"}) {
    ASSERT_EQ(toy.at(pass).size(), golden.at(pass).size());
    for (const auto& [name, expected] : golden.at(pass).items()) {
      const double value = toy.at(pass).at(name).at("value");
      EXPECT_NEAR(value, expected, 1e-12 * std::abs(expected.get<double>())) << name;
    }
  }
}

TEST(TourToy, EqualsFiniteDifferences) {
  for (const auto& options :
       {std::vector<std::string>{"toy"},
        {"toy", "--x", "-0.7", "--y", "1.5", "--beta2", "-1", "--omega1", "0.3"}}) {
    const json toy = tour_json(options);
    EXPECT_EQ(toy.at("backward").size(), 15);
    for (const auto& [name, row] : toy.at("backward").items()) {
      const double value = row.at("value");
      EXPECT_NEAR(row.at("finite_difference"), value, 1e-6 * std::abs(value)) << name;
    }
  }
}

TEST(TourToy, TakesEachParameterFromItsOption) {
  const json toy =
      tour_json({"toy",     "--x",      "0.5",     "--y",      "0.25",    "--beta0",  "0.1",
                 "--beta1", "0.2",      "--beta2", "0.3",      "--beta3", "0.4",      "--omega0",
                 "0.5",     "--omega1", "0.6",     "--omega2", "0.7",     "--omega3", "0.8"});
  const double f =
      0.4 + 0.8 * std::cos(0.3 + 0.7 * std::exp(0.2 + 0.6 * std::sin(0.1 + 0.5 * 0.5)));
  EXPECT_NEAR(toy.at("forward").at("l").at("value"), (f - 0.25) * (f - 0.25), 1e-12);
}

TEST(TourToy, PutsEachNumberBesideItsFormula) {
  const Outcome outcome = tour({"toy"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("  h_2 = exp(f_1)              =     5.068295\n"),
            HasSubstr("  dl/df_2     = dh_3/df_2 dl/dh_3     = -sin(f_2) dl/dh_3  =    -1.683058"
                      "    -1.683058\n"),
            HasSubstr("  dl/domega_0 = df_0/domega_0 dl/df_0 = x dl/df_0          =     5.246071"
                      "     5.246071\n")));
}

TEST(TourToy, RefusesNumbersThatOverflow) {
  const Outcome outcome = tour({"toy", "--beta1", "1000"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("toy: found loss"), HasSubstr("expected a number")));
}

// mlp

/// Omega h, or Omega^T h.
Vector product(const Matrix& Omega, const Vector& h, bool transpose = false) {
  Vector f(transpose ? Omega.at(0).size() : Omega.size());
  for (std::size_t r = 0; r < Omega.size(); ++r) {
    for (std::size_t c = 0; c < Omega[r].size(); ++c) {
      f[transpose ? c : r] += Omega[r][c] * h.at(transpose ? r : c);
    }
  }
  return f;
}

Vector h_of(const json& mlp, std::size_t k) {
  return mlp.at(k == 0 ? "x" : indexed("h", k));
}

TEST(TourMlp, ItsForwardEquationsHold) {
  const json mlp = tour_json({"mlp"});
  for (std::size_t k = 0; k < 3; ++k) {
    const Vector beta = mlp.at(indexed("beta", k));
    Vector f = product(mlp.at(indexed("Omega", k)), h_of(mlp, k));
    for (std::size_t i = 0; i < f.size(); ++i) f[i] += beta.at(i);
    expect_near(mlp.at(indexed("f", k)), f, indexed("f", k));
    if (k == 2) break;
    for (double& value : f) value = std::max(value, 0.0);
    EXPECT_THAT(f, AllOf(testing::Contains(0.0), testing::Contains(testing::Gt(0.0))));
    expect_near(h_of(mlp, k + 1), f, indexed("h", k + 1));
  }
  const Vector f = mlp.at("f_2");
  const Vector y = mlp.at("y");
  EXPECT_NEAR(mlp.at("l"), (std::pow(f[0] - y[0], 2) + std::pow(f[1] - y[1], 2)) / 2.0, 1e-6);
}

TEST(TourMlp, ItsBackwardEquationsHold) {
  const json mlp = tour_json({"mlp"});
  const Vector f_2 = mlp.at("f_2");
  const Vector y = mlp.at("y");
  expect_near(mlp.at("dl/df_2"), {f_2[0] - y[0], f_2[1] - y[1]}, "dl/df_2");
  for (std::size_t k = 3; k-- > 0;) {
    const Vector df = mlp.at(indexed("dl/df", k));
    Vector dh = product(mlp.at(indexed("Omega", k)), df, true);
    expect_near(mlp.at(k == 0 ? "dl/dx" : indexed("dl/dh", k)), dh, indexed("dl/dh", k));
    expect_near(mlp.at(indexed("dl/dbeta", k)), df, indexed("dl/dbeta", k));
    const Matrix dOmega = mlp.at(indexed("dl/dOmega", k));
    ASSERT_EQ(dOmega.size(), df.size());
    for (std::size_t r = 0; r < df.size(); ++r) {
      Vector row = h_of(mlp, k);
      for (double& value : row) value *= df[r];
      expect_near(dOmega[r], row, indexed("dl/dOmega", k));
    }
    if (k == 0) break;
    const Vector f = mlp.at(indexed("f", k - 1));
    for (std::size_t i = 0; i < f.size(); ++i) dh[i] *= f[i] > 0.0 ? 1.0 : 0.0;
    expect_near(mlp.at(indexed("dl/df", k - 1)), dh, indexed("dl/df", k - 1));
  }
}

TEST(TourMlp, EqualsFiniteDifferences) {
  const json errors = tour_json({"mlp"}).at("finite_difference_errors");
  EXPECT_EQ(errors.size(), 6);
  for (const auto& [name, error] : errors.items()) EXPECT_LT(error, 5e-5) << name;
}

TEST(TourMlp, ShowsThatTheDerivativeOfOmegaHIsOmegaTransposed) {
  const json mlp = tour_json({"mlp"});
  const Matrix Omega = mlp.at("Omega_1");
  const Matrix df_dh = mlp.at("df_1/dh_1");
  for (std::size_t i = 0; i < 3; ++i) {
    expect_near(df_dh.at(i), {Omega.at(0).at(i), Omega.at(1).at(i), Omega.at(2).at(i)}, "df/dh");
  }
  EXPECT_GT(std::abs(df_dh[0][1] - Omega[0][1]), 0.1) << "a symmetric Omega shows nothing";
}

TEST(TourMlp, PrintsEachEquationWithShapesAndNumbers) {
  const Outcome outcome = tour({"mlp"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("  dl/dOmega_0        = dl/df_0   x'\n"
                                     "  3x2                  3         1x2\n"
                                     "  [-0.2149  -0.1432]   [-0.1432]\n"
                                     "  [ 1.1153   0.7435] = [ 0.7435] [ 1.5000   1.0000]\n"
                                     "  [ 0.0000   0.0000]   [ 0.0000]\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  dl/df_1   = 1[f_1 > 0] * dl/dh_2\n"));
}

}  // namespace
}  // namespace backbeat::cli
