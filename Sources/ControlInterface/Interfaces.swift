private import CInterfaces
package import Varlink

/// The interface files, embedded in the binary and parsed once.
///
/// They are the contract: requests and replies are checked against them at run time, and they are what
/// `GetInterfaceDescription` returns. A file that does not parse is a fault of ours and ends the program.
package enum Interfaces {
    package static let all: [InterfaceDescription] = embeddedTexts().map { text in
        do throws(IDLError) {
            return try InterfaceDescription.parse(text)
        } catch {
            preconditionFailure("an embedded interface file is wrong in line \(error.line): \(error.reason)")
        }
    }

    package static func named(_ name: String) -> InterfaceDescription? {
        all.first { $0.name == name }
    }

    /// The files as they were written, for tests and for tools that want the text alone.
    package static func embeddedTexts() -> [String] {
        var texts: [String] = []
        guard var next = tocsin_interfaces() else { return texts }
        while let text = next.pointee {
            texts.append(String(cString: text))
            next += 1
        }
        return texts
    }
}
