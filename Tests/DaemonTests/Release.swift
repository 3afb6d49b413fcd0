import TestSupport
import Testing
import Varlink

/// The solo profile's release, by calls.
enum Release {
    static func call(_ scope: DaemonScope, _ epoch: Int64) throws -> JSONValue {
        let held = try scope.receipt(epoch)["heldByAccount"]?.arrayValue ?? []
        let count = held.reduce(0) { $0 + ($1["count"]?.integerValue ?? 0) }
        return try scope.call(
            "org.tocsin.Stop.Release",
            ["epoch": .integer(epoch), "passphrase": "correct horse battery", "heldCount": .integer(count)])
    }

    /// Sets the passphrase and releases everything.
    static func solo(_ scope: DaemonScope) async throws {
        try scope.call("org.tocsin.Stop.SetPassphrase", ["replacement": "correct horse battery"])
        for epoch in try scope.engagedEpochs() {
            _ = try call(scope, epoch)
            _ = try call(scope, epoch)
        }
        #expect(try scope.engagedEpochs().isEmpty)
    }
}
