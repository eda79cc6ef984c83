// Weights files: what is written is read back, and no damaged file is taken for a good one.

#include "nn/files/safetensors.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "nn/errors.h"
#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Safetensors : public ::testing::Test {
 protected:
  std::string bytes() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  /// As a new file under the same name.
  void write(const TensorFile& file) const {
    fs::remove(path_);
    std::ofstream stream(path_, std::ios::binary);
    write_safetensors(stream, file);
  }
  /// Eight bytes of length, the header, the data.
  void write(const std::string& header, const std::string& data) const {
    const std::uint64_t length = header.size();
    std::string prefix(sizeof length, '\0');
    std::memcpy(prefix.data(), &length, sizeof length);
    write(prefix + header + data);
  }
  void expect_refusal(const std::string& reason) const {
    try {
      read_safetensors(path_);
      ADD_FAILURE() << "no error, expected: " << reason;
    } catch (const FormatError& error) {
      EXPECT_THAT(error.what(), AllOf(StartsWith(path_.string() + ": "), HasSubstr(reason)));
    }
  }

  const TemporaryFolder folder_;
  const fs::path path_ = folder_ / "model.safetensors";
};

const TensorFile kFile{
    .metadata = {{"format", "test"}, {"labels", R"(["a","b"])"}},
    .tensors = {{"c.weight", {.shape = {2, 3}, .values = {1, -2, 3.5F, 0, 1e-30F, -1e30F}}},
                {"empty", {.shape = {0, 4}, .values = {}}},
                {"scalar", {.shape = {}, .values = {7}}}}};

TEST_F(Safetensors, ReadsBackWhatItWrote) {
  write(kFile);
  const TensorFile read = read_safetensors(path_);
  EXPECT_EQ(read.metadata, kFile.metadata);
  ASSERT_EQ(read.tensors.size(), kFile.tensors.size());
  for (const auto& [name, tensor] : kFile.tensors) {
    EXPECT_EQ(read.tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(read.tensors.at(name).values, tensor.values) << name;
  }
}

TEST_F(Safetensors, AReaderShowsWhatWasWrittenEvenWhenTheFileIsReplaced) {
  write(kFile);
  const SafetensorsReader reader(path_);
  TensorFile other = kFile;
  other.tensors["c.weight"].values.assign(6, 9);
  write(other);
  fs::remove(path_);
  EXPECT_EQ(reader.metadata(), kFile.metadata);
  ASSERT_EQ(reader.tensors().size(), kFile.tensors.size());
  for (const auto& [name, tensor] : kFile.tensors) {
    const TensorView& view = reader.tensors().at(name);
    EXPECT_EQ(view.shape, tensor.shape) << name;
    std::vector<real> values(view.size());
    copy_finite(view, name, values);
    EXPECT_EQ(values, std::vector<real>(tensor.values.begin(), tensor.values.end())) << name;
  }
}

TEST_F(Safetensors, ReadsNumbersThatTheFileDoesNotAlign) {
  write(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[1,5]} })",
        std::string("\0\0\0\x80?", 5));
  const SafetensorsReader reader(path_);
  std::vector<real> values(1);
  copy_finite(reader.tensors().at("x"), "x", values);
  EXPECT_EQ(values, std::vector<real>{1});
}

TEST_F(Safetensors, LaysTheFileOutAsTheFormatSays) {
  write(kFile);
  const std::string file = bytes();
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof length);
  EXPECT_EQ(length % 8, 0U) << "the numbers are aligned";
  const auto header = nlohmann::json::parse(file.substr(8, length));
  EXPECT_EQ(header["__metadata__"]["format"], "test");
  EXPECT_EQ(header["c.weight"]["dtype"], "F32");
  EXPECT_EQ(header["c.weight"]["shape"].dump(), "[2,3]");
  EXPECT_EQ(header["c.weight"]["data_offsets"].dump(), "[0,24]");
  EXPECT_EQ(header["scalar"]["data_offsets"].dump(), "[24,28]");
  EXPECT_EQ(file.size(), 8 + length + 28);
  float third = 0;
  std::memcpy(&third, file.data() + 8 + length + 8, sizeof third);
  EXPECT_EQ(third, 3.5F);
}

TEST_F(Safetensors, WritesTheSameBytesForTheSameTensors) {
  write(kFile);
  const std::string first = bytes();
  write(kFile);
  EXPECT_EQ(bytes(), first);
}

TEST_F(Safetensors, LeavesOutTensorsOfOtherTypes) {
  write(R"({"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},)"
        R"("x":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
        std::string(12, '\0'));
  const TensorFile file = read_safetensors(path_);
  EXPECT_EQ(file.tensors.size(), 1U);
  EXPECT_EQ(file.tensors.at("x").values, std::vector<float>{0});
}

TEST_F(Safetensors, ReadsHalfPrecision) {
  const std::vector<std::pair<std::uint16_t, float>> halves{
      {0x3C00, 1.0F},      {0xC000, -2.0F},     {0x3555, 0.333251953125F}, {0x7BFF, 65504.0F},
      {0x0400, 0x1p-14F},  {0x0001, 0x1p-24F},  {0x83FF, -0x3FFp-24F},     {0x0000, 0.0F},
      {0x7C00, HUGE_VALF}, {0xFC00, -HUGE_VALF}};
  std::string data;
  std::vector<float> expected;
  for (const auto& [bits, value] : halves) {
    data.append(reinterpret_cast<const char*>(&bits), sizeof bits);
    expected.push_back(value);
  }
  write(R"({"x":{"dtype":"F16","shape":[2,5],"data_offsets":[0,20]}})", data);
  EXPECT_EQ(read_safetensors(path_).tensors.at("x").values, expected);
  const SafetensorsReader reader(path_);
  const TensorView& view = reader.tensors().at("x");
  for (std::size_t i = 0; i < view.size(); ++i) EXPECT_EQ(view.at(i), expected[i]);
  write(R"({"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})", std::string("\0\x7E", 2));
  EXPECT_TRUE(std::isnan(read_safetensors(path_).tensors.at("x").values.front()));
  write(R"({"x":{"dtype":"F16","shape":[2],"data_offsets":[0,2]}})", "12");
  expect_refusal("found bytes 0 to 2, expected 4 bytes within 2");
}

TEST_F(Safetensors, RefusesAFileCutShortAnywhere) {
  write(kFile);
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(whole.substr(0, size));
    ASSERT_THROW(read_safetensors(path_), FormatError) << "cut to " << size << " bytes";
  }
}

TEST_F(Safetensors, RefusesWhatIsNoFile) {
  expect_refusal("can not be read: No such file or directory");
  fs::create_directory(path_);
  expect_refusal("can not be read: Is a directory");
  fs::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  expect_refusal("can not be read: found a pipe or device, expected a regular file");
}

TEST_F(Safetensors, RefusesDamagedHeaders) {
  write("");
  expect_refusal("not a safetensors file, or cut short: found 0 bytes");
  write(std::string(64, '\xFF'));
  expect_refusal("not a safetensors file, or cut short");
  write("{not json}", "");
  expect_refusal("its header is not a JSON object");
  write("[1, 2]", "");
  expect_refusal("its header is not a JSON object");
  write(R"({"x":{"shape":[1],"data_offsets":[0,4]}})", "1234");
  expect_refusal("damaged header");
  write(R"({"x":{"dtype":"F32","data_offsets":[0,4]}})", "1234");
  expect_refusal("damaged header");
  write(R"({"x":{"dtype":"F32","shape":["one"],"data_offsets":[0,4]}})", "1234");
  expect_refusal("tensor 'x': found \"one\", expected a whole number");
  write(R"({"x":7})", "1234");
  expect_refusal("damaged header");
  write(R"({"__metadata__":{"format":1}})", "");
  expect_refusal("damaged header");
}

TEST_F(Safetensors, RefusesOffsetsAndShapesThatDoNotFit) {
  const auto write_tensor = [&](const char* shape, const char* offsets) {
    write(fmt::format(R"({{"x":{{"dtype":"F32","shape":{},"data_offsets":{}}}}})", shape, offsets),
          "12345678");
  };
  write_tensor("[2]", "[0,4]");
  expect_refusal("tensor 'x': found bytes 0 to 4, expected 8 bytes within 8");
  write_tensor("[2]", "[4,12]");
  expect_refusal("found bytes 4 to 12");
  write_tensor("[2]", "[8,0]");
  expect_refusal("found bytes 8 to 0");
  write_tensor("[1]", "[-4,0]");
  expect_refusal("data_offsets: found [-4,0], expected two whole numbers");
  write_tensor("[1]", "[0]");
  expect_refusal("data_offsets: found [0], expected two whole numbers");
  write_tensor("[-2]", "[0,8]");
  expect_refusal("found shape [-2], expected one that the file can hold");
  write_tensor("[65536,65536,65536,65536]", "[0,0]");
  expect_refusal("expected one that the file can hold");
}

TEST_F(Safetensors, CarriesANetworksParametersAndState) {
  const Network network =
      Network::parse("input 1 4 4\n c conv 3 3x3 no_bias\n n batch_norm\n v flatten\n o linear 2");
  Parameters parameters = network.initialise(1);
  parameters.state[0] = 5;
  TensorFile file;
  store(network, parameters, file);
  write(file);
  const Parameters loaded = load(network, read_safetensors(path_), "model");
  EXPECT_EQ(loaded.phi, parameters.phi);
  EXPECT_EQ(loaded.state, parameters.state);
  EXPECT_THAT(file.tensors.at("c.weight").shape, ::testing::ElementsAre(3, 1, 3, 3));
  EXPECT_EQ(file.tensors.count("n.running_var"), 1U);
}

TEST_F(Safetensors, LoadNamesTheTensorThatIsMissingOrOfAnotherShape) {
  const Network network = Network::parse("input 3 1 1\n o linear 2");
  const auto message_of = [&](const TensorFile& file) -> std::string {
    try {
      load(network, file, "m.safetensors");
    } catch (const FormatError& error) {
      return error.what();
    }
    return "no error";
  };
  TensorFile file;
  store(network, network.initialise(1), file);
  EXPECT_EQ(message_of(file), "no error");
  file.tensors["o.weight"].shape = {3, 2};
  EXPECT_EQ(message_of(file),
            "m.safetensors: tensor 'o.weight': found shape [3, 2], expected [2, 3]");
  file.tensors.erase("o.weight");
  EXPECT_EQ(message_of(file),
            "m.safetensors: tensor 'o.weight': found none, expected F32 of shape [2, 3]");
}

TEST_F(Safetensors, LoadNamesTheNumberThatIsNotFinite) {
  const Network network = Network::parse("input 3 1 1\n o linear 2");
  TensorFile file;
  store(network, network.initialise(1), file);
  for (const float wrong : {std::nanf(""), HUGE_VALF, -HUGE_VALF}) {
    file.tensors["o.weight"].values[4] = wrong;
    EXPECT_THAT(backbeat::testing::message_of<FormatError>([&] { load(network, file, "m"); }),
                ::testing::AllOf(::testing::StartsWith("m: tensor 'o.weight': found "),
                                 ::testing::EndsWith("at position 4, expected numbers")));
  }
}

/// The text asks for 4 GB, the file has none of it.
TEST_F(Safetensors, LoadLooksForTheTensorsBeforeItMakesRoomForThem) {
  const Network network = Network::parse("input 1024 1 1\n a linear 200000\n b linear 2");
  const std::size_t limit = memory_limit();
  set_memory_limit(1 << 20);
  EXPECT_THAT(backbeat::testing::message_of<FormatError>([&] { load(network, TensorFile{}, "m"); }),
              ::testing::HasSubstr("m: tensor 'a.weight': found none"));
  set_memory_limit(limit);
}

TEST_F(Safetensors, RefusesExtentsThatAreNoIntegers) {
  for (const char* extent : {"4294967298", "2.5", "-9223372036854775807", "\"2\""}) {
    write(fmt::format(R"({{"x":{{"dtype":"F32","shape":[{}],"data_offsets":[0,8]}}}})", extent),
          "12345678");
    expect_refusal(fmt::format("tensor 'x': found {}, expected a whole number", extent));
  }
}

TEST_F(Safetensors, RefusesOffsetsThatAreNoWholeNumbers) {
  for (const char* offsets : {"[0,1e40]", "[0,4.5]", "[-1,4]", "[0,\"4\"]", "[0,4,8]", "4"}) {
    write(fmt::format(R"({{"x":{{"dtype":"F32","shape":[1],"data_offsets":{}}}}})", offsets),
          "1234");
    expect_refusal("tensor 'x': data_offsets: found ");
  }
}

TEST_F(Safetensors, RefusesHeadersOfMoreValuesThanTensorsCanHave) {
  std::string header = "{\"x\":[";
  for (int i = 0; i < 1 << 18; ++i) header += "[],";
  write(header + "[]]}", "");
  expect_refusal("header: found more than 262144 values, expected fewer");
  header = R"({"__metadata__":{"a":"")";
  for (int i = 0; i < 1 << 18; ++i) header += fmt::format(R"(,"{}":"")", i);
  write(header + "}}", "");
  expect_refusal("header: found more than 262144 values, expected fewer");
}

}  // namespace
}  // namespace backbeat::nn
