import Foundation
import JSON
import Testing

@testable import DerivativeService

@Suite struct ContractTests {
  @Test func theBytesAreTheRepositorysFile() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../openapi.yaml")
    #expect(try Contract.yaml == Array(Data(contentsOf: file.standardizedFileURL)))
  }

  @Test func theJSONKeepsTypes() throws {
    let contract = try JSONDocument(parsing: Contract.embedded.get().json).root
    #expect(contract["openapi"]?.string == "3.1.0")
    #expect(contract["info"]?["version"]?.kind == .string)
    let schemas = try #require(contract["components"]?["schemas"])
    #expect(schemas["RPCCall"]?["properties"]?["jsonrpc"]?["const"]?.string == "2.0")
    #expect(schemas["Shape"]?["items"]?["minimum"]?.int64 == 0)
    #expect(schemas["FlatTensor"]?["additionalProperties"]?.bool == false)
    #expect(contract.document.firstDuplicateKey == nil)
  }

  @Test func theVersionIsTheBuilds() throws {
    #expect(try JSONDocument(parsing: Contract.embedded.get().json).root["info"]?["version"]?.string == Build.version)
  }
}
