// A teacher's folder: the input is table, description and array, cut at two lines of "----".

#include "datasets/teacher/teacher.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  constexpr std::string_view kCut = "\n----\n";
  const std::string_view bytes = fuzz::text_of(data, size);
  const std::size_t first = bytes.find(kCut);
  if (first == std::string_view::npos) return 0;
  const std::size_t second = bytes.find(kCut, first + kCut.size());
  if (second == std::string_view::npos) return 0;
  const std::size_t description = first + kCut.size();
  fuzz::file_of(bytes.substr(0, first), "teacher/t.csv");
  fuzz::file_of(bytes.substr(description, second - description), "teacher/teacher.json");
  const auto array = fuzz::file_of(bytes.substr(second + kCut.size()), "teacher/t.npy");
  return fuzz::refusing([&] {
    const datasets::Teacher teacher(array.parent_path());
    for (std::size_t i = 0; i < teacher.rows(); ++i) static_cast<void>(teacher.row(i));
    static_cast<void>(teacher.windows_of("x/a.wav"));
  });
}
