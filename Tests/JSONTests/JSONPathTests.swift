import JSON
import Testing

@Suite struct JSONPathTests {
  @Test func namesTheWay() throws {
    let text =
      #"{"a": [0, null, [1, 2.5 ]], "b": {"c": [{"d": []}]}, "x": {"y.z": 7, "a b": 8, "": 9, "q\"": {"é": {}}}}"#
    let paths = try leaves(of: parse(text)).map { "\($0.path)" }
    let expected = [
      "a[0]", "a[1]", "a[2][0]", "a[2][1]", "b.c[0].d", "x.y.z", "x[\"a b\"]", "x[\"\"]", "x[\"q\\\"\"].é",
    ]
    #expect(paths == expected)
  }

  /// The values at and under `value` with nothing in them.
  private func leaves(of value: JSONValue) -> [JSONValue] {
    let inner = value.elements.map { Array($0) } ?? value.members?.map(\.value) ?? []
    return inner.isEmpty ? [value] : inner.flatMap(leaves)
  }

  @Test func isFoundFromAValue() throws {
    let root = try parse(#"{"params": {"tangents": {"dense": {"kernel": [[1, 2], [3, 4]]}}}}"#)
    let kernel = try #require(root["params"]?["tangents"]?["dense"]?["kernel"])
    #expect(kernel.path.description == "params.tangents.dense.kernel")
    let second = try #require(kernel.elements?.dropFirst().first { _ in true })
    #expect(second.path.description == "params.tangents.dense.kernel[1]")
    #expect(second.elements?.map(\.path.description).last == "params.tangents.dense.kernel[1][1]")
    #expect(root.path == JSONPath())
  }

  @Test func startsWhereAskedFor() throws {
    let batch = try parse(#"[{"id": 1}, {"params": {"x": [1, 2]}}]"#)
    let call = try #require(batch.elements?.map { $0 }.last).asRoot
    #expect(call.path.description == "")
    #expect(call["params"]?["x"]?.path.description == "params.x")
    #expect(call["params"]?["x"]?.elements?.map(\.path.description) == ["params.x[0]", "params.x[1]"])
  }

  @Test func givesTheMemberForAKey() throws {
    let duplicate = try JSONDocument(#"{"a": {"b": 1, "b": 2}}"#).firstDuplicateKey
    #expect(duplicate?.path.description == "a.b")
  }

  @Test func isPutTogether() {
    let path = JSONPath([.member("params")]) + JSONPath().member("x").element(2)
    #expect(path.description == "params.x[2]")
  }
}
