/// What a person may do here. Each holds exactly what is listed in `MethodAccess`; no role contains another.
package enum Role: String, Sendable, CaseIterable, Hashable {
    case viewer, agent, coordinator, releaser, facilitator, administrator, auditor

    /// Who may call a method of the control channel; nil: whoever can open the socket.
    ///
    /// A method that is not in the table may be called by nobody: it was forgotten, and that must not open it.
    package static func needed(forMethod fullName: String) -> Set<Role>? {
        switch MethodAccess.table[fullName] {
        case .anyone?: nil
        case .roles(let roles)?: roles
        case nil: []
        }
    }
}
