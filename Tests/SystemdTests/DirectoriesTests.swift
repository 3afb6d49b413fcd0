import Foundation
import Testing

@testable import Systemd

struct DirectoriesTests {
    private let system = [
        "STATE_DIRECTORY": "/var/lib/tocsin:/var/lib/other", "RUNTIME_DIRECTORY": "/run/tocsin",
        "HOME": "/home/a",
        "XDG_STATE_HOME": "/home/a/s", "XDG_RUNTIME_DIR": "/run/user/7",
    ]

    @Test("A flag goes before the service manager, and that before the person's home")
    func order() throws {
        let flags = try Directories.forDaemon(state: "/a", runtime: "/b", environment: system)
        #expect(flags == Directories(state: "/a", runtime: "/b"))
        let unit = try Directories.forDaemon(state: nil, runtime: nil, environment: system)
        #expect(unit == Directories(state: "/var/lib/tocsin", runtime: "/run/tocsin"))
        let person = system.filter { !$0.key.hasSuffix("DIRECTORY") }
        #expect(
            try Directories.forDaemon(state: nil, runtime: nil, environment: person)
                == Directories(state: "/home/a/s/tocsin", runtime: "/run/user/7/tocsin"))
        #expect(
            try Directories.forDaemon(
                state: nil, runtime: nil,
                environment: ["HOME": "/home/a", "XDG_RUNTIME_DIR": "/r", "XDG_STATE_HOME": "relative"])
                == Directories(state: "/home/a/.local/state/tocsin", runtime: "/r/tocsin"))
    }

    @Test("Where nothing says where, the answer is the flag that would")
    func unknown() throws {
        #expect(throws: SystemdError(.directoryUnknown, subject: "--state-directory")) {
            try Directories.forDaemon(state: nil, runtime: "/b", environment: [:])
        }
        #expect(throws: SystemdError(.directoryUnknown, subject: "--runtime-directory")) {
            try Directories.forDaemon(state: "/a", runtime: nil, environment: ["XDG_RUNTIME_DIR": "run"])
        }
    }

    @Test("Where a system service has its sockets, no variable leads a client elsewhere")
    func client() throws {
        let folder = try TemporaryFolder()
        let there = folder.url.path()
        #expect(
            try Directories.runtimeForClient(runtime: nil, environment: system, systemRuntime: there) == there
        )
        #expect(
            try Directories.runtimeForClient(runtime: "/b", environment: system, systemRuntime: there) == "/b"
        )
        #expect(
            try Directories.runtimeForClient(
                runtime: nil, environment: system, systemRuntime: there + "/none")
                == "/run/user/7/tocsin")
        #expect(throws: SystemdError.self) {
            try Directories.runtimeForClient(runtime: nil, environment: [:], systemRuntime: there + "/none")
        }
    }

    @Test("The boot has an identity of 32 digits, however it is written")
    func bootIdentity() throws {
        #expect(try BootIdentity.current().utf8.count == 32)
        #expect(try BootIdentity.current() == BootIdentity.current())
        #expect(
            BootIdentity.parse("3F5C5A49-4237-433a-98dc-3e77be9022e9\n") == "3f5c5a494237433a98dc3e77be9022e9"
        )
        for text in ["", "3f5c", "3f5c5a494237433a98dc3e77be9022eg"] {
            #expect(BootIdentity.parse(text) == nil)
        }
    }
}
