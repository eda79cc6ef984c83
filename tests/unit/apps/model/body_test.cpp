// What tells one body from another.

#include "apps/model/body.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

std::string digest_of(const Body& body) {
  const TemporaryFolder folder;
  save_body(folder / "body", body);
  return load_body(folder / "body").digest;
}

TEST(Body, HasADigestOfAllThatItsAnswersDependOn) {
  const auto made = [] {
    Body body{
        .features = {.n_mels = 8},
        .network = nn::Network::parse("input 1 8 4\nn batch_norm\ng global_avg_pool\nt linear 2\n"),
        .parameters = {},
        .about = {},
        .digest = {}};
    body.parameters = body.network.initialise(1);
    return body;
  };
  const std::string digest = digest_of(made());
  EXPECT_EQ(digest_of(made()), digest);
  Body body = made();
  body.parameters.phi[0] += 1.0F;
  EXPECT_NE(digest_of(body), digest) << "a weight";
  body = made();
  body.parameters.state[0] += 1.0F;
  EXPECT_NE(digest_of(body), digest) << "a running mean";
  body = made();
  body.features.compression.scale = 0.5;
  EXPECT_NE(digest_of(body), digest) << "the front end";
  body = made();
  body.about["license"] = "none";
  EXPECT_EQ(digest_of(body), digest) << "who made it";
}

}  // namespace
}  // namespace backbeat::apps
