import Systemd

/// Tokens by name, from systemd credentials or files that only we can read. They are kept nowhere else.
struct CredentialSource: Sendable {
    private let credentials: Credentials
    /// A file of certificate authorities in place of the system's, for networks inside an organisation.
    let certificateAuthorityFile: String?

    init(_ credentials: Credentials, certificateAuthorityFile: String? = nil) {
        self.credentials = credentials
        self.certificateAuthorityFile = certificateAuthorityFile
    }

    func token(named name: String) -> String? {
        do throws(SystemdError) {
            return try credentials.readText(name)
        } catch {
            return nil
        }
    }
}
