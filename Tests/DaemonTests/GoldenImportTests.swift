import Engine
import TestSupport
import Testing
import Varlink

/// What older versions wrote, by the real program.
@Suite("Golden logs, imported")
struct GoldenImportTests {
    private static let directory =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        + "/Corpora/golden"

    @Test(
        "Each is imported and verified, signatures and state hashes included",
        arguments: Files.names(in: directory))
    func imported(name: String) async throws {
        try await DaemonScope.run("golden") { scope in
            let expected = try JSONValue(parsing: Files.text("\(Self.directory)/\(name)/expected.json"))
            let target = scope.folder.file("imported")
            let imported = try await scope.run(
                Programs.control,
                ["log", "import", "\(Self.directory)/\(name)/log.exact", "--directory", target, "--json"])
            #expect(imported.status == 0 && imported.json["verified"] == true, "\(imported)")
            let verify = try await scope.run(
                Programs.control, ["log", "verify", "--directory", target, "--json"])
            #expect(verify.status == 0, "\(verify)")
            #expect(verify.json["treeRoot"] == expected["root"], "\(verify)")
            // Another revision of the fold comes to another state.
            guard expected["stateRevision"]?.integerValue == Int64(State.revision) else { return }
            #expect(verify.json["stateHash"] == expected["stateHash"], "\(verify)")
        }
    }
}
