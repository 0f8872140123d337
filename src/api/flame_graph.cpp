// Two ways to show the stacks of a profile: folded text, and a drawing.

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "squall/guest_profile.hpp"

namespace squall {

namespace {

// Stacks as a tree of functions.
struct Box {
  std::uint32_t function = 0;
  std::uint64_t self = 0, total = 0;
  std::map<std::uint32_t, Box> callees;
};

Box tree_of(const GuestProfile& profile, GuestProfile::Unit unit) {
  Box root;
  for (const GuestProfile::Stack& stack : profile.stacks) {
    const std::uint64_t amount = unit == GuestProfile::Unit::kCells ? stack.cells : stack.instructions;
    Box* box = &root;
    box->total += amount;
    for (const std::uint32_t f : stack.functions) {
      box = &box->callees[f];
      box->function = f;
      box->total += amount;
    }
    box->self += amount;
  }
  return root;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

class Drawing {
 public:
  static constexpr double kWidth = 1200, kRow = 17, kTop = 34, kLetter = 6.6, kThinnest = 0.4;

  Drawing(const GuestProfile& profile, const char* unit) : profile_(profile), unit_(unit) {}

  void draw(const Box& box, double x, unsigned depth, std::uint64_t whole) {
    for (const auto& [number, callee] : box.callees) {
      const double width =
          kWidth * static_cast<double>(callee.total) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
      if (width >= kThinnest) {
        add(callee, x, width, depth, whole);
        draw(callee, x, depth + 1, whole);
      }
      x += width;
    }
  }
  std::string finish(std::string_view title) const {
    const double height = kTop + kRow * (deepest_ + 1) + 6;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
               "height=\"{1:.0f}\" font-family=\"monospace\" font-size=\"11\">\n"
               "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"6\" y=\"20\" "
               "font-size=\"14\">{2}</text>\n",
               kWidth, height, escaped(title)) +
           boxes_ + "</svg>\n";
  }

 private:
  void add(const Box& box, double x, double width, unsigned depth, std::uint64_t whole) {
    deepest_ = std::max(deepest_, depth);
    const std::string& name = profile_.functions[box.function].name;
    const double y = kTop + kRow * depth;
    const double share = 100.0 * static_cast<double>(box.total) / static_cast<double>(whole);
    boxes_ += fmt::format("<g><title>{}: {} {} ({:.2f} %), {} of its own</title>", escaped(name), box.total, unit_,
                          share, box.self);
    boxes_ += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" fill=\"{}\" stroke=\"#fff\" "
        "stroke-width=\"0.5\"/>",
        x, y, width, kRow - 1, colour(name));
    const auto letters = static_cast<std::size_t>(width / kLetter);
    if (letters >= 3) {
      const std::string shown = name.size() <= letters ? name : name.substr(0, letters - 2) + "..";
      boxes_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.1f}\">{}</text>", x + 2, y + 12, escaped(shown));
    }
    boxes_ += "</g>\n";
  }
  // The same for the same name, in every drawing.
  static std::string colour(std::string_view name) {
    std::uint32_t hash = 2166136261u;
    for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
    return fmt::format("hsl({},70%,{}%)", 18 + hash % 40, 62 + hash / 64 % 14);
  }

  const GuestProfile& profile_;
  const char* unit_;
  std::string boxes_;
  unsigned deepest_ = 0;
};

}  // namespace

std::string GuestProfile::folded(Unit unit) const {
  std::string text;
  for (const Stack& stack : stacks) {
    const std::uint64_t amount = unit == Unit::kCells ? stack.cells : stack.instructions;
    if (amount == 0) continue;
    for (std::size_t i = 0; i < stack.functions.size(); ++i) {
      std::string name = functions[stack.functions[i]].name;
      std::replace(name.begin(), name.end(), ';', ':');  // which separates functions
      text += (i == 0 ? "" : ";") + name;
    }
    text += fmt::format(" {}\n", amount);
  }
  return text;
}

std::string GuestProfile::flame_graph(Unit unit, std::string_view title) const {
  const Box root = tree_of(*this, unit);
  Drawing drawing(*this, unit == Unit::kCells ? "cells" : "instructions");
  drawing.draw(root, 0, 0, root.total);
  return drawing.finish(title);
}

}  // namespace squall
