/// Taking apart the full names of methods and errors.
package enum ControlNames {
    package static func bare(_ fullName: String) -> String {
        guard let dot = fullName.lastIndex(of: ".") else { return fullName }
        return String(fullName[fullName.index(after: dot)...])
    }

    package static func interface(_ fullName: String) -> String {
        guard let dot = fullName.lastIndex(of: ".") else { return "" }
        return String(fullName[..<dot])
    }
}
