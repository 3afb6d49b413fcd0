/// What the `supervise` hook wants done with a live transfer.
package enum HTTPSupervision: Sendable {
    case proceed
    case abortUnlessFullySent
    case abort
}
