import CrisisModel

/// In tests a name is written as a text.
extension Identifier: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
{
    package init(stringLiteral value: String) { self.init(recorded: value) }
}
