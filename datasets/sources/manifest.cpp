#include "datasets/sources/manifest.h"

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "datasets/sources/csv.h"
#include "datasets/sources/parse.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOptionalColumns = "split, fold, artist, track, source, start_s, end_s";

struct Header {
  std::map<std::string, std::size_t, std::less<>> position_of;  ///< of the columns that have a name
  std::size_t columns = 0;
};

[[noreturn]] void fail(const std::string& where, std::string_view what, std::string_view found,
                       std::string_view expected) {
  throw ManifestError(fmt::format("{}: {}: found {}, expected {}", where, what, found, expected));
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", text);
}

Header read_header(const CsvRow& row, const std::vector<const char*>& required) {
  Header header{{}, row.fields.size()};
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string& name = row.fields[i];
    if (!name.empty() && !header.position_of.emplace(name, i).second) {
      fail(row.where, "header", in_quotes(name) + " twice", "each column once");
    }
  }
  for (const char* column : required) {
    if (!header.position_of.contains(column)) {
      fail(row.where, "header", fmt::format("no column \"{}\"", column),
           fmt::format("{} and optionally {}", fmt::join(required, ","), kOptionalColumns));
    }
  }
  return header;
}

/// A row of the manifest, read by column name. A column it does not have reads as empty.
class Record {
 public:
  Record(const Header& header, const CsvRow& row) : header_(header), row_(row) {
    if (row.fields.size() != header.columns) {
      fail(row.where, "row", fmt::format("{} fields", row.fields.size()),
           fmt::format("{}, as in the header", header.columns));
    }
  }

  const std::string& where() const { return row_.where; }

  std::string text(std::string_view column) const {
    const auto found = header_.position_of.find(column);
    return found == header_.position_of.end() ? std::string() : row_.fields[found->second];
  }

  std::string required(std::string_view column) const {
    std::string value = text(column);
    if (value.empty()) fail(where(), column, "nothing", "a value in every row");
    return value;
  }

  std::optional<double> seconds(std::string_view column) const {
    const std::string value = text(column);
    if (value.empty()) return std::nullopt;
    const auto number = parse_number<double>(value);
    if (!number || !std::isfinite(*number) || *number < 0.0) {
      fail(where(), column, in_quotes(value), "seconds, 0 or more");
    }
    return number;
  }

  std::optional<int> fold() const {
    const std::string value = text("fold");
    if (value.empty()) return std::nullopt;
    const auto number = parse_number<int>(value);
    if (!number || *number < 0) fail(where(), "fold", in_quotes(value), "a whole number from 0");
    return number;
  }

  std::optional<Side> side() const {
    static const std::map<std::string, Side> kSides = {
        {"train", Side::kTrain}, {"valid", Side::kValid}, {"test", Side::kTest}};
    const std::string value = text("split");
    if (value.empty()) return std::nullopt;
    const auto found = kSides.find(value);
    if (found == kSides.end()) fail(where(), "split", in_quotes(value), "train, valid or test");
    return found->second;
  }

 private:
  const Header& header_;
  const CsvRow& row_;
};

Clip read_recording(const Record& record, const fs::path& root) {
  Clip clip{.path = (root / record.required("path")).lexically_normal(),
            .artist = record.text("artist"),
            .track = record.text("track"),
            .source = record.text("source"),
            .start_s = record.seconds("start_s").value_or(0.0),
            .where = record.where()};
  clip.end_s = record.seconds("end_s").value_or(clip.end_s);
  if (clip.end_s <= clip.start_s) {
    fail(clip.where, "end_s", fmt::format("{}", clip.end_s),
         fmt::format("more than start_s, {}", clip.start_s));
  }
  return clip;
}

Clip read_clip(const Record& record, const fs::path& root) {
  Clip clip = read_recording(record, root);
  clip.label = record.required("label");
  clip.side = record.side();
  clip.fold = record.fold();
  return clip;
}

/// Two labels for the very same sound: one of them is wrong.
void refuse_contradictions(const std::vector<Clip>& clips) {
  const auto sound = [](const Clip* clip) {
    return std::tuple<const std::string&, double, double>(clip->path.native(), clip->start_s,
                                                          clip->end_s);
  };
  const auto before = [&](const Clip* a, const Clip* b) { return sound(a) < sound(b); };
  std::set<const Clip*, decltype(before)> seen(before);
  for (const Clip& clip : clips) {
    const Clip& earlier = **seen.insert(&clip).first;
    if (earlier.label != clip.label) {
      fail(clip.where, "label", in_quotes(clip.label),
           fmt::format("\"{}\" as for the same path at {}", earlier.label, earlier.where));
    }
  }
}

/// A clip a row, of a manifest with these columns.
std::vector<Clip> read_rows(const fs::path& manifest, const fs::path& root,
                            const std::vector<const char*>& required,
                            Clip (*read)(const Record&, const fs::path&)) {
  const fs::path base = root.empty() ? manifest.parent_path() : root;
  std::optional<Header> header;
  std::vector<Clip> clips;
  read_csv(manifest, [&](const CsvRow& row) {
    if (header) {
      clips.push_back(read(Record(*header, row), base));
    } else {
      header = read_header(row, required);
    }
  });
  if (clips.empty()) {
    fail(manifest.string(), "manifest", "no clips",
         fmt::format("a header with {} and one row per clip", fmt::join(required, ",")));
  }
  return clips;
}

}  // namespace

std::vector<Clip> read_manifest(const fs::path& manifest, const fs::path& root) {
  std::vector<Clip> clips = read_rows(manifest, root, {"path", "label"}, read_clip);
  refuse_contradictions(clips);
  return clips;
}

std::vector<Clip> read_unlabelled_manifest(const fs::path& manifest, const fs::path& root) {
  return read_rows(manifest, root, {"path"}, read_recording);
}

}  // namespace backbeat::datasets
