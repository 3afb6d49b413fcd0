import TestSupport
import Testing

/// The newcomer's first command, on every scenario that is shipped.
@Suite("Rehearsals")
struct RehearsalTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/replay-fixtures"

    @Test("Every scenario's expectations hold", arguments: Files.names(in: folder))
    func rehearsed(name: String) async throws {
        try await DaemonScope.run("rehearsed-\(name)") { scope in
            let output = try await scope.run(
                Programs.daemon, ["rehearse", Self.folder + "/" + name], within: .seconds(120))
            #expect(output.status == 0, "\(output.all.suffix(3_000))")
        }
    }

    @Test("There are scenarios to rehearse")
    func there() {
        #expect(Files.names(in: Self.folder).count >= 2)
    }

    @Test("A folder that is no scenario is refused with its name, and nothing is left behind")
    func missing() async throws {
        try await DaemonScope.run { scope in
            let output = try await scope.run(Programs.daemon, ["rehearse", scope.folder.file("nothing")])
            #expect(output.status != 0, "\(output)")
            #expect(output.all.contains("nothing"))
        }
    }
}
