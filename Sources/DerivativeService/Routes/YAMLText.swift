import CLibYAML
import JSON

/// A YAML text, of which libyaml finds the values.
struct YAMLText {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The JSON text that says the same: members in their order, aliases resolved. Throws where the text is malformed.
  func json() throws(YAMLError) -> [UInt8] {
    var parser = yaml_parser_t()
    var document = yaml_document_t()
    yaml_parser_initialize(&parser)
    defer { yaml_parser_delete(&parser) }
    let isWhole = bytes.withUnsafeBufferPointer { text in
      yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
      return yaml_parser_load(&parser, &document) == 1
    }
    guard isWhole else { throw YAMLError(line: Int(parser.problem_mark.line) + 1) }
    defer { yaml_document_delete(&document) }
    var writer = JSONWriter()
    write(yaml_document_get_root_node(&document), of: &document, to: &writer)
    return writer.bytes
  }

  private func write(
    _ node: UnsafeMutablePointer<yaml_node_t>?, of document: inout yaml_document_t, to writer: inout JSONWriter
  ) {
    guard let node = node?.pointee else { return writer.null() }
    switch node.type {
    case YAML_MAPPING_NODE:
      let pairs = node.data.mapping.pairs
      writer.object { writer in
        for pair in UnsafeBufferPointer(start: pairs.start, count: pairs.top - pairs.start) {
          writer.key(yaml_document_get_node(&document, pair.key)?.pointee.text ?? "")
          write(yaml_document_get_node(&document, pair.value), of: &document, to: &writer)
        }
      }
    case YAML_SEQUENCE_NODE:
      let items = node.data.sequence.items
      writer.array { writer in
        for item in UnsafeBufferPointer(start: items.start, count: items.top - items.start) {
          write(yaml_document_get_node(&document, item), of: &document, to: &writer)
        }
      }
    default: node.isPlain ? writer.write(plain: node.text) : writer.write(node.text)
    }
  }
}

/// Where a YAML text is malformed.
struct YAMLError: Error {
  let line: Int
}

extension yaml_node_t {
  /// The text of a scalar.
  fileprivate var text: String {
    guard type == YAML_SCALAR_NODE else { return "" }
    return String(decoding: UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length), as: UTF8.self)
  }

  /// Whether a scalar stands there without quotes.
  fileprivate var isPlain: Bool { data.scalar.style == YAML_PLAIN_SCALAR_STYLE }
}

extension JSONWriter {
  /// Writes what an unquoted scalar is by YAML's core schema (YAML 1.2.2 section 10.3.2): null, a boolean, a number in decimal digits,
  /// or else a text.
  fileprivate mutating func write(plain text: String) {
    switch text {
    case "", "~", "null": null()
    case "true": write(true)
    case "false": write(false)
    default:
      if let number = Int(text) {
        write(number)
      } else if let number = Double(text), text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) {
        write(number)
      } else {
        write(text)
      }
    }
  }
}
