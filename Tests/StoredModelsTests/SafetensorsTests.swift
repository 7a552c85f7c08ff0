import Autodiff
import Foundation
import JSON
import ModelSpec
import Testing

@testable import StoredModels

@Suite("Files of weights")
struct SafetensorsTests {
  struct Reading: CustomTestStringConvertible, Sendable {
    var element: String
    var bytes: [UInt8]
    var floating = DType.float64
    var type: DType
    var numbers: [Double]
    var testDescription: String { "\(element) for \(floating)" }
  }

  @Test(arguments: [
    Reading(element: "F64", bytes: bytes(0.1, -2.5), type: .float64, numbers: [0.1, -2.5]),
    Reading(
      element: "F64", bytes: bytes(0.1, -2.5), floating: .float32, type: .float32, numbers: [Double(Float(0.1)), -2.5]),
    Reading(element: "F32", bytes: bytes(Float(0.1), 3), type: .float64, numbers: [Double(Float(0.1)), 3]),
    Reading(
      element: "F32", bytes: bytes(Float(0.1), 3), floating: .float32, type: .float32, numbers: [Double(Float(0.1)), 3]),
    // 1.5, the smallest subnormal number of float16.
    Reading(element: "F16", bytes: bytes(UInt16(0x3E00), 0x0001), type: .float64, numbers: [1.5, 0x1p-24]),
    Reading(
      element: "BF16", bytes: bytes(UInt16(0x3FC0), 0xC000), floating: .float32, type: .float32, numbers: [1.5, -2]),
    Reading(element: "I64", bytes: bytes(Int64(-7), 1 << 40), type: .int64, numbers: [-7, 0x1p40]),
    Reading(element: "I32", bytes: bytes(Int32(-7), 9), type: .int32, numbers: [-7, 9]),
    Reading(element: "I16", bytes: bytes(Int16(-7), 9), type: .int64, numbers: [-7, 9]),
    Reading(element: "I8", bytes: bytes(Int8(-7), 9), type: .int64, numbers: [-7, 9]),
    Reading(element: "U32", bytes: bytes(UInt32.max, 9), type: .int64, numbers: [4_294_967_295, 9]),
    Reading(element: "U16", bytes: bytes(UInt16.max, 9), type: .int64, numbers: [65_535, 9]),
    Reading(element: "U8", bytes: bytes(UInt8.max, 9), type: .int64, numbers: [255, 9]),
  ])
  func `numbers of every type are read as they are`(row: Reading) throws {
    let header = #"{"w":{"dtype":"\#(row.element)","shape":[2],"data_offsets":[0,\#(row.bytes.count)]}}"#
    let file = try Safetensors(.safetensors(header, row.bytes), file: "")
    let entry = try #require(file.entries.first)
    let tensor = try file.tensor(entry, floating: row.floating)
    #expect(tensor.type == TensorType(row.type, [2]))
    #expect(tensor.doubles == row.numbers)
  }

  @Test func `booleans, scalars, empty tensors and metadata are read`() throws {
    let header =
      #"{"__metadata__":{"format":"pt"},"b":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]},"#
      + #""none":{"dtype":"F32","shape":[0,3],"data_offsets":[2,2]},"s":{"dtype":"F32","shape":[],"data_offsets":[2,6]}}  "#
    let file = try Safetensors(.safetensors(header, [1, 0] + bytes(Float(4))), file: "")
    #expect(file.entries.map(\.name) == ["b", "none", "s"])
    let tensors = try file.entries.map { try file.tensor($0, floating: .float32) }
    #expect(tensors[0].elements(as: Bool.self) == [true, false])
    #expect(tensors[1].type == TensorType(.float32, [0, 3]))
    #expect(tensors[2].type == TensorType(.float32, []))
    #expect(tensors[2].doubles == [4])
  }

  struct Hostile: CustomTestStringConvertible, Sendable {
    var header: String
    var elements: [UInt8] = []
    var length: UInt64?
    var says: String
    var testDescription: String { says }
  }

  /// One tensor of so many bytes.
  private static func one(_ entry: String) -> String { #"{"w":{\#(entry)}}"# }

  @Test(arguments: [
    Hostile(header: "{}", length: .max, says: "in a file of 10 bytes"),
    Hostile(header: "{}", length: 3, says: "in a file of 10 bytes"),
    Hostile(header: "{", says: "line 1, column 2"),
    Hostile(header: "[]", says: "the header is no object"),
    Hostile(header: #"{"w":1}"#, says: "an object"),
    Hostile(header: one(#""shape":[1],"data_offsets":[0,4]"#), elements: [0, 0, 0, 0], says: "dtype"),
    Hostile(
      header: one(#""dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]"#), elements: [0], says: "cannot be read"),
    Hostile(header: one(#""dtype":"F32","shape":[-1],"data_offsets":[0,0]"#), says: "an extent"),
    Hostile(
      header: one(#""dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]"#),
      says: "elements"),
    Hostile(header: one(#""dtype":"F32","shape":[2],"data_offsets":[0,4]"#), elements: [0, 0, 0, 0], says: "takes 8"),
    Hostile(header: one(#""dtype":"F32","shape":[1],"data_offsets":[4,0]"#), elements: [0, 0, 0, 0], says: "a begin"),
    Hostile(header: one(#""dtype":"F32","shape":[1],"data_offsets":[0]"#), elements: [0, 0, 0, 0], says: "a begin"),
    Hostile(header: one(#""dtype":"F32","shape":[1],"data_offsets":[-4,0]"#), says: "an offset"),
    Hostile(
      header: one(#""dtype":"F32","shape":[1],"data_offsets":[9223372036854775800,9223372036854775804]"#),
      says: "an offset"),
    Hostile(header: one(#""dtype":"F32","shape":[1],"data_offsets":[0,4]"#), elements: [0], says: "the file ends at"),
    Hostile(
      header: one(#""dtype":"U8","shape":[1],"data_offsets":[1,2]"#), elements: [0, 0], says: "has a gap before it"),
    Hostile(
      header:
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
      elements: [0, 0, 0], says: "overlaps the tensor before it"),
    Hostile(header: one(#""dtype":"U8","shape":[1],"data_offsets":[0,1]"#), elements: [0, 0], says: "ends at byte"),
    Hostile(
      header:
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
      says: "there twice"),
    Hostile(
      header: one(#""dtype":"U8","shape":[1],"data_offsets":[0,1],"size":1"#), elements: [0], says: "size"),
  ])
  func `a header that does not hold is refused`(row: Hostile) throws {
    let models = try TemporaryModels(["m.json": #"{"expression":"w + 1"}"#])
    try models.write("m.safetensors", .safetensors(row.header, row.elements, length: row.length))
    let fault = try #require(models.faults().first)
    #expect(fault.hasPrefix("m.safetensors"))
    #expect(fault.contains(row.says), "\(fault)")
  }

  @Test func `a file cut anywhere is refused`() throws {
    let whole = Data.safetensors(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes(Float(1), 2))
    for count in 0..<whole.count {
      #expect(throws: (any Error).self) { try Safetensors(whole.prefix(count), file: "") }
    }
    #expect(try Safetensors(whole, file: "").entries.count == 1)
  }

  @Test func `elements that do not fit are refused at their tensor`() throws {
    let models = try TemporaryModels(["m.json": #"{"expression":"w + 1"}"#])
    try models.write(
      "m.safetensors", .safetensors(#"{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, bytes(1e300)))
    #expect(models.faults() == ["m.safetensors, w: the number 1e+300 is beyond the range of float32"])
    try models.write(
      "m.safetensors", .safetensors(#"{"w":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#, [2]))
    #expect(models.faults() == ["m.safetensors, w: the bytes of booleans are 0 and 1"])
  }
}
