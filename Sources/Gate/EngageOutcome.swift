/// What became of a wish to stop.
package enum EngageOutcome: Sendable {
    case engaged(Engagement)
    /// A stop with the same client id is engaged already; this is that one.
    case repeated(Engagement)
    /// None of its scopes is the name of anything. Nothing changed.
    case matchesNothing
}
