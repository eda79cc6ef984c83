#include "datasets/sources/fma.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include <fmt/format.h>

#include "datasets/sources/csv.h"
#include "datasets/sources/parse.h"

// tracks.csv has a header of three rows: the group of a column ("set"), its name in the group
// ("split"), and the name of the first column alone ("track_id").
namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// Positions of the columns that are read; the track id is column 0.
struct Columns {
  std::size_t artist_id, split, subset, genre_top, count;
};

std::size_t find_column(const CsvRow& groups, const CsvRow& names, std::string_view group,
                        std::string_view name) {
  const std::size_t count = std::min(groups.fields.size(), names.fields.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (groups.fields[i] == group && names.fields[i] == name) return i;
  }
  throw ManifestError(
      fmt::format("{}: header: found no column {}/{}, expected FMA's tracks.csv with its header of "
                  "three rows",
                  groups.where, group, name));
}

Columns find_columns(const CsvRow& groups, const CsvRow& names) {
  return {.artist_id = find_column(groups, names, "artist", "id"),
          .split = find_column(groups, names, "set", "split"),
          .subset = find_column(groups, names, "set", "subset"),
          .genre_top = find_column(groups, names, "track", "genre_top"),
          .count = groups.fields.size()};
}

/// Each subset holds the one before it; the column names the smallest that a track is in.
int subset_rank(const std::string& where, std::string_view subset) {
  static constexpr std::array<std::string_view, 3> kSubsets = {"small", "medium", "large"};
  const auto* const found = std::find(kSubsets.begin(), kSubsets.end(), subset);
  if (found == kSubsets.end()) {
    throw ManifestError(
        fmt::format("{}: subset: found \"{}\", expected small, medium or large", where, subset));
  }
  return static_cast<int>(found - kSubsets.begin());
}

Side read_side(const CsvRow& row, const std::string& split) {
  static const std::map<std::string, Side> kSides = {
      {"training", Side::kTrain}, {"validation", Side::kValid}, {"test", Side::kTest}};
  const auto found = kSides.find(split);
  if (found == kSides.end()) {
    throw ManifestError(fmt::format(
        "{}: set/split: found \"{}\", expected training, validation or test", row.where, split));
  }
  return found->second;
}

Clip read_clip(const CsvRow& row, const Columns& columns, const fs::path& folder) {
  const std::string& id = row.fields[0];
  const auto number = parse_number<int>(id);
  if (!number || *number < 0) {
    throw ManifestError(
        fmt::format("{}: track_id: found \"{}\", expected a whole number", row.where, id));
  }
  return {.path = folder / fmt::format("{:03}", *number / 1000) / fmt::format("{:06}.mp3", *number),
          .label = row.fields[columns.genre_top],
          .artist = row.fields[columns.artist_id],
          .track = id,
          .side = read_side(row, row.fields[columns.split]),
          .where = row.where};
}

}  // namespace

std::vector<Clip> read_fma(const fs::path& folder, const fs::path& metadata,
                           std::string_view subset) {
  const int wanted = subset_rank("FMA", subset);
  std::vector<CsvRow> header;
  Columns columns{};
  std::map<std::string, std::string> lines;  // of the track ids
  std::vector<Clip> clips;
  read_csv(metadata, [&](const CsvRow& row) {
    if (header.size() < 3) {
      header.push_back(row);
      if (header.size() == 3) columns = find_columns(header[0], header[1]);
      return;
    }
    if (row.fields.size() != columns.count) {
      throw ManifestError(fmt::format("{}: row: found {} fields, expected {}, as in the header",
                                      row.where, row.fields.size(), columns.count));
    }
    if (const auto& [first, is_new] = lines.emplace(row.fields[0], row.where); !is_new) {
      throw ManifestError(
          fmt::format("{}: track_id: found {} again, expected each once; it is at {}", row.where,
                      row.fields[0], first->second));
    }
    const bool is_wanted = subset_rank(row.where, row.fields[columns.subset]) <= wanted;
    if (is_wanted && !row.fields[columns.genre_top].empty()) {
      clips.push_back(read_clip(row, columns, folder));
    }
  });
  if (clips.empty()) {
    throw ManifestError(
        fmt::format("{}: found no tracks with a top genre in subset {}, expected some",
                    metadata.string(), subset));
  }
  return clips;
}

}  // namespace backbeat::datasets
