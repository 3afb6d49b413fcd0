@testable import TocsinCommands
import Testing

@Suite("Which instance is meant")
struct RuntimePlaceTests {
    private let user = ProcessSurroundings(
        noColour: false, userRuntimeDirectory: "/run/user/1000", userStateDirectory: "/home/anna/.local/state"
    )

    private func find(named: String? = nil, there paths: String...) -> RuntimePlace {
        RuntimePlace.find(named: named, user) { paths.contains($0) }
    }

    @Test("The installed instance comes first, whatever the environment says")
    func installed() {
        let place = find(there: "/run/tocsin/stop.sock", "/run/user/1000/tocsin/stop.sock")
        #expect(place == .installed)
        #expect(place.diskDirectory == "/var/lib/tocsin-stop")
    }

    @Test("Only where it has no sockets is the user's own looked at")
    func own() {
        let place = find(there: "/run/user/1000/tocsin/control.sock", "/home/anna/.local/state/tocsin")
        #expect(place.directory == "/run/user/1000/tocsin")
        #expect(place.diskDirectory == "/home/anna/.local/state/tocsin")
        #expect(!place.isNamed)
    }

    @Test("With both down, an installed instance is still the one that is meant")
    func bothDown() {
        #expect(find(there: "/run/tocsin", "/run/user/1000/tocsin") == .installed)
        #expect(find(there: "/var/lib/tocsin-stop", "/run/user/1000/tocsin") == .installed)
        #expect(find(there: "/run/user/1000/tocsin").directory == "/run/user/1000/tocsin")
        #expect(find() == .installed)
    }

    @Test("A named directory is taken as it is, and no disk folder of another instance goes with it")
    func named() {
        let place = find(named: "/tmp/x//", there: "/run/tocsin/stop.sock")
        #expect(place.directory == "/tmp/x")
        #expect(place.diskDirectory == nil)
        #expect(place.isNamed)
        #expect(find(named: "/run/tocsin") == .installed)
        #expect(find(named: "/").directory == "/")
    }

    @Test("A relative XDG directory is not believed")
    func relative() {
        let odd = ProcessSurroundings(noColour: false, userRuntimeDirectory: "run")
        #expect(RuntimePlace.find(named: nil, odd) { $0.hasPrefix("run/") } == .installed)
    }
}
