import Glibc
import VarlinkServer

/// `VarlinkCertificationServer SOCKET` serves the certification interface until it is terminated.
@main
struct CertificationServer {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: VarlinkCertificationServer SOCKET")
            exit(2)
        }
        let server = Server(registry: try CertificationService.registry()) { print($0) }
        try await server.start(on: .path(CommandLine.arguments[1], mode: 0o600))
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}
