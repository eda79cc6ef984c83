#include "audio/files/npy.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

using testing::ElementsAre;

// Format 1.0 with the header and the data given, unpadded: padding is for the writer.
std::string npy_bytes(const std::string& header, const std::vector<float>& values) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  return bytes;
}

class Npy : public testing::Test {
 protected:
  NpyArray read(const std::string& bytes) {
    write_bytes(folder_ / "read.npy", bytes);
    return read_npy(folder_ / "read.npy");
  }

  TemporaryFolder folder_;
};

TEST_F(Npy, WhatIsWrittenIsReadBack) {
  const std::vector<float> values = white_noise(21);
  write_npy(folder_ / "a.npy", values, 3, 7);
  const NpyArray read = read_npy(folder_ / "a.npy");
  EXPECT_THAT(read.shape, ElementsAre(3, 7));
  EXPECT_EQ(read.values, values);
}

TEST_F(Npy, IsWrittenByteForByteAsNumPyWritesIt) {
  write_npy(folder_ / "a.npy", std::vector<float>{1.0F, -2.0F}, 1, 2);
  // numpy.save(path, numpy.array([[1, -2]], "<f4")) of NumPy 1.24
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
  const std::string expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + dictionary +
                               std::string(117 - dictionary.size(), ' ') + "\n" +
                               std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8);
  EXPECT_EQ(read_bytes(folder_ / "a.npy"), expected);
}

TEST_F(Npy, ReadsOneDimension) {
  const NpyArray array = read(
      npy_bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", {1.0F, 2.0F, 3.0F}));
  EXPECT_THAT(array.shape, ElementsAre(3));
  EXPECT_THAT(array.values, ElementsAre(1.0F, 2.0F, 3.0F));
}

TEST_F(Npy, ReadsFortranOrderIntoRows) {
  const NpyArray array =
      read(npy_bytes("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n",
                     {1.0F, 4.0F, 2.0F, 5.0F, 3.0F, 6.0F}));
  EXPECT_THAT(array.shape, ElementsAre(2, 3));
  EXPECT_THAT(array.values, ElementsAre(1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F));
}

TEST_F(Npy, ReadsBytes) {
  const std::string header = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2), }\n";
  const NpyArray array = read(npy_bytes(header, {}) + std::string("\x00\x7f\x80\xff", 4));
  EXPECT_THAT(array.shape, ElementsAre(2, 2));
  EXPECT_THAT(array.values, ElementsAre(0.0F, 127.0F, -128.0F, -1.0F));
  EXPECT_THROW(read(npy_bytes(header, {}) + "123"), NpyError);
}

TEST_F(Npy, ReadsHalfPrecision) {
  const std::string header = "{'descr': '<f2', 'fortran_order': False, 'shape': (8,), }\n";
  // numpy.array([1, -2, 65504, 2**-14, 2**-24, 0.1, inf, -0], "<f2").tobytes() of NumPy 1.24
  const std::string data("\x00\x3c\x00\xc0\xff\x7b\x00\x04\x01\x00\x66\x2e\x00\x7c\x00\x80", 16);
  const NpyArray array = read(npy_bytes(header, {}) + data);
  EXPECT_THAT(array.values, ElementsAre(1.0F, -2.0F, 65504.0F, 0x1p-14F, 0x1p-24F, 0.0999755859375F,
                                        std::numeric_limits<float>::infinity(), -0.0F));
  EXPECT_TRUE(std::signbit(array.values[7]));
  std::string nan = data;
  nan[1] = '\x7e';
  EXPECT_TRUE(std::isnan(read(npy_bytes(header, {}) + nan).values[0]));
}

TEST_F(Npy, RefusesWhatItDoesNotHold) {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
  EXPECT_NO_THROW(read(npy_bytes(good, {1.0F, 2.0F})));
  EXPECT_THROW(read(npy_bytes(good, {1.0F})), NpyError) << "data cut off";
  EXPECT_THROW(read(npy_bytes(good, {1.0F, 2.0F, 3.0F})), NpyError) << "more data than stated";
  EXPECT_THROW(
      read(npy_bytes("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n", {1.0F, 2.0F})),
      NpyError)
      << "other numbers";
  EXPECT_THROW(read(npy_bytes("{'descr': '<f4', 'fortran_order': False, "
                              "'shape': (999999999999, 999999999999), }\n",
                              {1.0F})),
               NpyError)
      << "absurd shape";
  EXPECT_THROW(read("\x93NUMPY"), NpyError) << "header cut off";
  EXPECT_THROW(read("not an array at all"), NpyError);
  EXPECT_THROW(read_npy(folder_ / "none.npy"), NpyError);
}

TEST_F(Npy, NamesThePathThatCanNotBeWritten) {
  const auto path = folder_ / "no such folder/a.npy";
  EXPECT_THAT([&] { write_npy(path, std::vector<float>{1.0F}, 1, 1); },
              testing::ThrowsMessage<std::runtime_error>(testing::HasSubstr(path.string())));
}

}  // namespace
}  // namespace backbeat::audio
