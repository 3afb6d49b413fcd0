/// What went wrong between the process and its service manager. It never holds a credential's bytes.
package struct SystemdError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable strings: they are printed, and scripts match them.
    package enum Code: String, Sendable, CaseIterable {
        case notificationFailed = "notification-failed"
        case watchdogUnreadable = "watchdog-unreadable"
        case descriptorsUnreadable = "descriptors-unreadable"
        /// Not one listening Unix stream socket under the name asked for.
        case descriptorUnusable = "descriptor-unusable"
        case credentialNameInvalid = "credential-name-invalid"
        case credentialUnreadable = "credential-unreadable"
        case credentialTooLarge = "credential-too-large"
        /// Somebody else than the service and root could read or change it.
        case credentialExposed = "credential-exposed"
        case credentialNotText = "credential-not-text"
        /// No flag, no service manager and no home say where it is.
        case directoryUnknown = "directory-unknown"
        case bootIdentityUnreadable = "boot-identity-unreadable"
    }

    package let code: Code
    /// What was being done, in a word or two: a descriptor's, a credential's or a variable's name.
    package let subject: String
    /// 0 where no system call failed.
    package let errno: Int32

    package init(_ code: Code, subject: String, errno: Int32 = 0) {
        self.code = code
        self.subject = subject
        self.errno = errno
    }

    package var description: String {
        errno == 0 ? "\(code.rawValue): \(subject)" : "\(code.rawValue): \(subject) (errno \(errno))"
    }
}
