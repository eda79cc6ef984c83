#include "apps/html/table.h"

#include <fmt/format.h>

#include "apps/html/page.h"

namespace backbeat::apps::html {
namespace {

std::string element(const char* tag, const Attributes& attributes, const std::string& text) {
  std::string opened = fmt::format("<{}", tag);
  for (const auto& [name, value] : attributes) {
    opened += fmt::format(" {}=\"{}\"", name, escape(value));
  }
  return fmt::format("{}>{}</{}>", opened, escape(text), tag);
}

std::string heading_of(const Column& column) {
  if (column.name.empty()) return element("td", {}, "");
  Attributes attributes{{"scope", "col"}};
  if (column.kind != Kind::kNumber) attributes.emplace_back("class", "text");
  return element("th", attributes, column.name);
}

Attributes attributes_of(Kind kind) {
  switch (kind) {
    case Kind::kRowHeading:
      return {{"scope", "row"}};
    case Kind::kText:
      return {{"class", "text"}};
    case Kind::kPath:
      return {{"class", "text path"}};
    case Kind::kNumber:
      break;
  }
  return {};
}

std::string cell_of(const Column& column, const Cell& cell) {
  Attributes attributes = attributes_of(column.kind);
  attributes.insert(attributes.end(), cell.attributes.begin(), cell.attributes.end());
  return element(column.kind == Kind::kRowHeading ? "th" : "td", attributes, cell.text);
}

}  // namespace

std::string to_html(const Table& table) {
  std::string html = "<div class=\"scroll\"><table";
  if (!table.look.empty()) html += fmt::format(" class=\"{}\"", escape(table.look));
  html += ">\n";
  if (!table.caption.empty()) html += element("caption", {}, table.caption) + '\n';
  html += "<thead><tr>";
  for (const Column& column : table.columns) html += heading_of(column);
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : table.rows) {
    html += "<tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      html += cell_of(table.columns[c], row.at(c));
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace backbeat::apps::html
