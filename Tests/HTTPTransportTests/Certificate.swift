import Foundation

/// A self-signed certificate for one name or address, made by the openssl command in a temporary folder.
final class Certificate: Sendable {
    let certificate: URL
    let key: URL
    private let folder: URL

    init(subjectAlternativeName name: String) throws {
        guard let openssl = Receiver.openssl else { throw CocoaError(.executableNotLoadable) }
        folder = FileManager.default.temporaryDirectory.appending(path: "tocsin-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem")
        key = folder.appending(path: "key.pem")
        let process = try ChildProcess(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=tocsin test", "-addext", "subjectAltName=\(name)",
                "-keyout", key.path(), "-out", certificate.path(),
            ])
        guard process.end(signal: nil) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
