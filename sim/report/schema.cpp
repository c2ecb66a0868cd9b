#include "sim/report/schema.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

constexpr const char* name_pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

class Builder {
 public:
  explicit Builder(const std::optional<Names>& names) : names_(names) {
    for (const KeyRow& row : key_rows())
      if (!row.like.empty()) shared_.insert(row.like);
  }

  Json build() {
    Json schema = object({{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "detente scenario"}});
    schema.update(table(KeyTree::root(), ""));
    Json& definitions = schema["definitions"] = Json::object();
    definitions["distribution"] = table(*KeyTree::root().child("parameters")->child("x"), "");
    for (const auto& [name, definition] : definitions_) definitions[name] = definition;
    return schema;
  }

 private:
  static Json of_type(const char* type) { return object({{"type", type}}); }
  static Json any_of(Json::array_t schemas) { return object({{"anyOf", std::move(schemas)}}); }
  static Json reference(std::string_view definition) {
    return object({{"$ref", fmt::format("#/definitions/{}", definition)}});
  }

  Json text_of(const std::vector<std::string>& allowed) const {
    Json schema = of_type("string");
    if (names_) schema["enum"] = allowed;
    return schema;
  }

  std::vector<std::string> names_of(std::string_view kind, const std::string& issue) const {
    if (!names_) return {};
    if (kind != "options") {
      std::vector<std::string> names;
      for (const std::string_view each : split_words(kind, ' '))
        for (const std::string& name : names_->of_kind(each)) names.push_back(name);
      return names;
    }
    const auto found = names_->options.find(issue);
    return found == names_->options.end() ? std::vector<std::string>{} : found->second;
  }

  // An option's label, where the issue is known one of its own.
  Json option(const std::string& issue) const {
    const std::vector<std::string> labels = names_of("options", issue);
    return labels.empty() ? of_type("string") : text_of(labels);
  }

  static Json number(const KeyRow& row, const char* type) {
    Json schema = of_type(type);
    const auto bound = [&](const char* key, double value) {
      if (std::isfinite(value)) schema[key] = value == std::floor(value) ? Json(std::llround(value)) : Json(value);
    };
    bound("minimum", row.low);
    bound("maximum", row.high);
    return schema;
  }

  static Json list(Json items, const KeyRow& row) {
    Json schema = object({{"type", "array"}, {"items", std::move(items)}});
    if (row.most > 0) schema["maxItems"] = row.most;
    return schema;
  }

  // A key's schema with what a reader of the editor's hint wants to know.
  Json described(const KeyTree& tree, const std::string& issue) {
    const KeyRow& row = *tree.row();
    Json schema = value(tree, issue);
    if (schema.contains("$ref")) schema = object({{"allOf", Json::array({schema})}});
    schema["description"] = std::string(row.doc) + (is_later(row) ? " (not used yet)" : "");
    if (!row.fallback.empty()) schema["default"] = Json::parse(row.fallback);
    return schema;
  }

  Json value(const KeyTree& tree, const std::string& issue) {
    const KeyRow& row = *tree.row();
    switch (row.type) {
      case KeyType::text:
      case KeyType::condition:
      case KeyType::date:
        return of_type("string");
      case KeyType::label:
        return object({{"type", "string"}, {"minLength", 1}, {"maxLength", limits::label_length}});
      case KeyType::name:
        return object({{"type", "string"}, {"pattern", name_pattern}, {"maxLength", limits::name_length}});
      case KeyType::reference: {
        std::vector<std::string> allowed = names_of(row.of, issue);
        for (const std::string& word : split_words(row.words, ' ')) allowed.push_back(word);
        return text_of(allowed);
      }
      case KeyType::word: {
        std::vector<std::string> words = split_words(row.words, ' ');
        std::erase(words, "|");
        const Json schema = object({{"type", "string"}, {"enum", words}});
        return tree.has_keys() ? any_of({schema, table(tree, issue)}) : schema;
      }
      case KeyType::period:
        return object({{"type", "string"}, {"pattern", "^[0-9.]+ (hour|day|week|month|quarter|year)s?$"}});
      case KeyType::flag:
        return of_type("boolean");
      case KeyType::integer:
        return number(row, "integer");
      case KeyType::real:
        return number(row, "number");
      case KeyType::weight:
        return any_of({number(row, "number"), of_type("string")});
      case KeyType::num:
        return any_of({number(row, "number"), reference("distribution")});
      case KeyType::expression:
        return any_of({number(row, "number"), of_type("string"), reference("distribution")});
      case KeyType::level:
        return any_of({option(issue), of_type("number")});
      case KeyType::ideal:
        return any_of({option(issue), of_type("number"), of_type("string"), reference("distribution")});
      case KeyType::position: {
        const Json pair = Json::array({value(*tree.child("ideal"), issue), value(*tree.child("salience"), issue)});
        return any_of(
            {object({{"type", "array"}, {"items", pair}, {"minItems", 2}, {"maxItems", 2}}), table(tree, issue)});
      }
      case KeyType::numbers:
        return list(of_type("number"), row);
      case KeyType::matrix:
        return object({{"type", "array"}, {"items", list(of_type("number"), row)}});
      case KeyType::names:
        return list(row.of.empty() ? of_type("string") : text_of(names_of(row.of, issue)), row);
      case KeyType::conditions:
        return list(of_type("string"), row);
      case KeyType::table:
        if (!row.like.empty()) return reference(define(row.like));
        if (shared_.contains(row.path)) return reference(define(row.path));
        return table(tree, issue);
      case KeyType::tables:
        return list(row.like.empty() ? table(*tree.element(), issue) : reference(define(row.like)), row);
    }
    return Json::object();
  }

  // The definition of a table that stands in several places; its name.
  std::string define(std::string_view path) {
    const std::string name(path.substr(path.rfind('.') + 1));
    if (definitions_.contains(name)) return name;
    definitions_[name] = Json::object();  // it may hold itself
    const KeyTree* tree = &KeyTree::root();
    std::string part;
    for (std::size_t at = 0; at < path.size(); at += part.size() + 1) {
      part = path.substr(at, path.find('.', at) - at);
      const bool element = part.ends_with("[]");
      tree = tree->child(part == "*" ? "x" : element ? part.substr(0, part.size() - 2) : part);
      if (element) tree = tree->element();
    }
    definitions_[name] = table(*tree, "");
    return name;
  }

  Json table(const KeyTree& tree, const std::string& issue) {
    Json schema = of_type("object");
    Json& properties = schema["properties"] = Json::object();
    Json required = Json::array(), conditions = Json::array();
    for (const KeyRow* row : tree.rows_below()) {
      const std::string key(key_of(*row));
      properties[key] = described(*tree.child(key), issue);
      demand(*row, key, tree, required, conditions);
    }
    Json rest = others(tree, properties, issue);
    if (properties.empty()) schema.erase("properties");
    schema["additionalProperties"] = std::move(rest);
    if (!required.empty()) schema["required"] = required;
    if (!conditions.empty()) schema["allOf"] = conditions;
    if (tree.row() && tree.row()->most > 0) schema["maxProperties"] = tree.row()->most;
    return schema;
  }

  // Adds the key to what is required, or to what is required where a sibling has one of some words.
  static void demand(const KeyRow& row, const std::string& key, const KeyTree& tree, Json& required, Json& conditions) {
    const std::string_view condition = row.required_if.empty() ? row.only_if : row.required_if;
    if (!row.required && row.required_if.empty()) return;
    for (const KeyRow* other : tree.rows_below())
      if (other->instead_of == key) return;
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) return required.push_back(key);
    const std::string sibling(condition.substr(0, equals));
    const Json words = object({{"enum", split_words(condition.substr(equals + 1), ' ')}});
    conditions.push_back(object(
        {{"if", object({{"properties", object({{sibling.c_str(), words}})}, {"required", Json::array({sibling})}})},
         {"then", object({{"required", Json::array({key})}})}}));
  }

  // Keys that are names: those of the file as properties of their own, any other as their definition allows.
  Json others(const KeyTree& tree, Json& properties, const std::string& issue) {
    const KeyTree* any = tree.child("(any)");
    if (!any || !any->row()) return false;
    const KeyRow& row = *any->row();
    const bool defines_issues = row.path == "issues.*";
    const std::string_view kind = defines_issues ? "issues" : row.of;
    for (const std::string& name : names_of(kind, issue))
      if (!properties.contains(name)) properties[name] = described(*any, kind == "issues" ? name : issue);
    return kind.empty() || defines_issues || !names_ ? described(*any, issue) : Json(false);
  }

  const std::optional<Names>& names_;
  std::set<std::string_view> shared_;  // paths of tables that stand in several places
  std::map<std::string, Json> definitions_;
};

}  // namespace

Json format_schema(const std::optional<Names>& names) { return Builder(names).build(); }

}  // namespace detente
