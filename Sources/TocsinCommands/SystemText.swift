import Glibc

/// The C library's words for an error number.
enum SystemText {
    static func error(_ number: Int32) -> String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text)
    }
}
